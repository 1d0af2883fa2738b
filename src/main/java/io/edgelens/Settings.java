package io.edgelens;

import io.edgelens.config.Section;
import io.edgelens.model.ModelSettings;
import io.edgelens.publish.PublishSettings;
import io.edgelens.sink.DisplaySettings;
import io.edgelens.source.CameraSettings;
import java.util.Map;

/** The whole configuration of one camera. */
record Settings(CameraSettings camera, ModelSettings model, DisplaySettings display, PublishSettings publish) {

    /**
     * Checks and reads {@code values}.
     *
     * @throws io.edgelens.config.ConfigException with every problem in it
     */
    static Settings read(Map<String, ?> values, Surroundings surroundings) {
        return Section.read(values, section -> from(section, surroundings));
    }

    static Settings from(Section section, Surroundings surroundings) {
        // Greengrass keeps a component's rights in its configuration; they are the nucleus' business.
        section.ignore("accessControl");
        var settings = new Settings(
                section.section("camera", CameraSettings::from),
                section.section("model", model -> ModelSettings.from(model, surroundings.shippedModel())),
                section.section("display", DisplaySettings::from),
                section.section("publish", publish -> PublishSettings.from(publish, surroundings.host())));
        if (settings.display().fifo().toString().equals(settings.camera().source())) {
            section.problem("display.fifo", "must be another FIFO than camera.source");
        }
        return settings;
    }

    /** Whether another network is wanted than {@code before}, or run differently. */
    boolean seesOtherThan(Settings before) {
        return !model.path().equals(before.model.path())
                || !model.engine().equals(before.model.engine())
                || model.threads() != before.model.threads();
    }

    /** Whether results go elsewhere than {@code before}, or read differently. */
    boolean publishesOtherThan(Settings before) {
        return !publish.equals(before.publish) || model.topK() != before.model.topK();
    }

    /** Whether pictures look otherwise than {@code before}. */
    boolean showsOtherThan(Settings before) {
        return !display.equals(before.display) || model.threshold() != before.model.threshold();
    }
}
