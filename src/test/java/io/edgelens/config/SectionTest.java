package io.edgelens.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionTest {

    record Settings(String name, int fps, double share, boolean on, Duration every, List<String> to) {
        static Settings from(Section section) {
            return section.section(
                    "camera",
                    camera -> new Settings(
                            camera.text("name", "cam"),
                            camera.number("fps", 30, 1, 240),
                            camera.decimal("share", 0.5, 0, 1),
                            camera.flag("on", true),
                            camera.duration("every", "1s", Map.of("frame", Duration.ZERO)),
                            camera.someOf("to", List.of("a"), List.of("a", "b"))));
        }
    }

    @Test
    void whatIsNotGivenIsTheDefault() {
        assertThat(read(Map.of())).isEqualTo(new Settings("cam", 30, 0.5, true, Duration.ofSeconds(1), List.of("a")));
    }

    @Test
    void numbersMayComeAsDoublesAsGreengrassSendsThem() {
        assertThat(read(Map.of("fps", 15.0, "share", 1, "on", true)).fps()).isEqualTo(15);
    }

    @Test
    void everythingMayComeAsText() {
        var given = Map.of("fps", "15", "share", " 0.25", "on", "false", "every", "frame", "to", "b, a", "name", 7.0);

        assertThat(read(given)).isEqualTo(new Settings("7", 15, 0.25, false, Duration.ZERO, List.of("b", "a")));
    }

    @Test
    void everyProblemIsInOneReport() {
        var given = Map.of(
                "fps", 0.0, "share", "much", "on", "perhaps", "every", "soon", "to", List.of("a", "fax"), "nmae", "x");

        assertThatThrownBy(() -> read(given))
                .isInstanceOf(ConfigException.class)
                .hasMessage("""
                        camera.fps must be a whole number from 1 to 240, but is 0
                        camera.share must be a number from 0 to 1, but is 'much'
                        camera.on must be true or false, but is 'perhaps'
                        camera.every must be a time such as 500ms, 1s, 5m or 1h, or frame, but is 'soon'
                        camera.to[1] must be one of [a, b], but is 'fax'
                        camera.nmae is not a setting; did you mean camera.name?""");
    }

    @Test
    void anObjectMustBeOne() {
        assertThatThrownBy(() -> Section.read(Map.of("camera", "front"), Settings::from))
                .hasMessage("camera must be an object, but is 'front'");
    }

    @Test
    void aKeyLikeNoneIsAnsweredWithAllThereAre() {
        assertThatThrownBy(() -> read(Map.of("brightness", 3)))
                .hasMessage("camera.brightness is not a setting; here there are [every, fps, name, on, share, to]");
    }

    @Test
    void aDescriptionNamesEverySettingWithItsDefault() {
        assertThat(Section.describe(Settings::from))
                .extracting(Section.Setting::key, setting -> String.valueOf(setting.standard()))
                .containsExactly(
                        tuple("camera.name", "cam"),
                        tuple("camera.fps", "30"),
                        tuple("camera.share", "0.5"),
                        tuple("camera.on", "true"),
                        tuple("camera.every", "1s"),
                        tuple("camera.to", "[a]"));
    }

    private static Settings read(Map<String, ?> camera) {
        return Section.read(Map.of("camera", camera), Settings::from);
    }
}
