package io.edgelens.doctor;

import io.edgelens.config.ConfigException;
import io.edgelens.config.Section;
import io.edgelens.frame.JpegCodec;
import io.edgelens.greengrass.Nucleus;
import io.edgelens.model.ModelSettings;
import io.edgelens.publish.Host;
import io.edgelens.publish.PublishSettings;
import io.edgelens.sink.DisplaySettings;
import io.edgelens.source.CameraSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is examined. Its settings are read part by part, so that one that is wrong hides nothing about the others.
 *
 * @param values the whole configuration, as given; empty when it cannot be read at all
 * @param problems all that is wrong with it
 * @param home the distribution's folder
 * @param nucleus stays the caller's
 */
public record Subject(
        Optional<Map<String, Object>> values,
        List<String> problems,
        Host host,
        String home,
        String shippedModel,
        Optional<Nucleus> nucleus,
        JpegCodec codec) {

    /** How EdgeLens is started here, to be pasted. */
    String command() {
        return home + "/bin/edgelens";
    }

    CameraSettings camera() {
        return read("camera", CameraSettings::from);
    }

    ModelSettings model() {
        return read("model", section -> ModelSettings.from(section, shippedModel));
    }

    DisplaySettings display() {
        return read("display", DisplaySettings::from);
    }

    PublishSettings publish() {
        return read("publish", section -> PublishSettings.from(section, host));
    }

    /** @throws io.edgelens.config.ConfigException if this part is wrong */
    private <T> T read(String key, Function<Section, T> shape) {
        var given = values.orElseThrow(() -> new ConfigException(problems)).get(key);
        Map<String, ?> part = given == null ? Map.of() : Map.of(key, given);
        return Section.read(part, section -> section.section(key, shape));
    }
}
