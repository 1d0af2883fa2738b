package io.edgelens.model;

import io.edgelens.config.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which model, and how it is run.
 *
 * @param path a model directory; see {@link ModelDirectory}
 * @param engine {@code auto}, or the name of one in {@link Engines}
 * @param topK how many labels a result has
 * @param threads a forward pass may use in ONNX Runtime; MXNet uses one, as a second has never made it faster
 * @param threshold 0..1; a top label less probable than this is shown as unknown
 */
public record ModelSettings(Path path, String engine, int topK, int threads, double threshold) {

    /** Reads the settings; {@code shipped} is where the model is that comes with EdgeLens. */
    public static ModelSettings from(Section section, String shipped) {
        var engines = new ArrayList<>(List.of("auto"));
        engines.addAll(Engines.names());
        return new ModelSettings(
                Path.of(section.text("path", shipped)),
                section.oneOf("engine", "auto", engines),
                section.number("topK", 2, 1, 1000),
                section.number("threads", 1, 1, 64),
                section.decimal("threshold", 0, 0, 1));
    }
}
