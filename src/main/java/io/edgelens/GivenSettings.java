package io.edgelens;

import io.edgelens.config.Layers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that has a configuration. */
final class GivenSettings {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "a JSON file with settings")
    private @Nullable Path file;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "one setting, over all others: -s camera.source=testcard")
    private List<String> assignments = List.of();

    /**
     * What is deployed, with the file laid over it and the single settings over both.
     *
     * @throws io.edgelens.config.ConfigException if the file or an assignment cannot be read
     */
    Map<String, Object> over(Map<String, ?> deployed) {
        var values = Layers.over(deployed, file == null ? Map.of() : Layers.file(file));
        for (var assignment : assignments) {
            values = Layers.set(values, assignment);
        }
        return values;
    }
}
