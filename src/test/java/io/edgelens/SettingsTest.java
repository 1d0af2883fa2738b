package io.edgelens;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgelens.config.Layers;
import io.edgelens.config.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The defaults stand once in the code; the recipe and the README say the same. */
class SettingsTest {

    private static final Surroundings LAPTOP = new Surroundings(Map.of(), "/opt/edgelens");

    private static final Surroundings GREENGRASS = new Surroundings(
            Map.of(
                    "AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT", "/greengrass/v2/ipc.socket",
                    "AWS_IOT_THING_NAME", "door",
                    "EDGELENS_MODEL", "/greengrass/v2/packages/artifacts/io.edgelens.CatDogModel/1.0.0"),
            "/opt/edgelens");

    @Test
    void withoutAnyConfigurationThereIsOne() {
        var settings = Settings.read(Map.of(), LAPTOP);

        assertThat(settings.camera().source()).isEqualTo("/dev/video0");
        assertThat(settings.model().path()).isEqualTo(Path.of("/opt/edgelens/models/catdog"));
        assertThat(settings.publish().to()).containsExactly("console");
    }

    @Test
    void underGreengrassResultsGoToTheNucleusAndTheModelIsAComponent() {
        var settings = Settings.read(Map.of(), GREENGRASS);

        assertThat(settings.publish().to()).containsExactly("greengrass");
        assertThat(settings.publish().topic()).isEqualTo("edgelens/door/infer");
        assertThat(settings.model().path()).hasFileName("1.0.0");
    }

    @Test
    void theRecipesDefaultsAreTheCodes() throws IOException {
        Map<String, Object> recipe =
                new Yaml().load(Files.readString(Path.of("recipes/io.edgelens.Camera-1.0.0.yaml")));
        var defaults = object(object(recipe, "ComponentConfiguration"), "DefaultConfiguration");

        assertThat(Settings.read(defaults, GREENGRASS)).isEqualTo(Settings.read(Map.of(), GREENGRASS));
        // What a deployment may merge into is there to be seen; mqtt is for use without a nucleus.
        assertThat(described(GREENGRASS).stream()
                        .map(Section.Setting::key)
                        .filter(key -> !key.startsWith("publish.mqtt.") && !key.equals("model.path")))
                .allSatisfy(key -> {
                    var parts = List.of(key.split("\\.", -1));
                    assertThat(object(defaults, parts.get(0))).containsKey(parts.get(1));
                });
    }

    private static Map<String, Object> object(Map<String, Object> in, String key) {
        return Layers.over(Map.of(), (Map<?, ?>) requireNonNull(in.get(key), key));
    }

    @Test
    void theReadmeHasARowForEverySettingWithItsDefault() throws IOException {
        var rows = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.matches("\\| `(camera|model|display|publish)\\.[a-zA-Z.]+` \\|.*"))
                .collect(Collectors.toMap(line -> line.split("`", -1)[1], line -> line.split("\\|", -1)[2].strip()));

        assertThat(rows.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        described(LAPTOP).stream().map(Section.Setting::key).toList());
        assertThat(described(LAPTOP))
                .filteredOn(setting ->
                        !setting.key().equals("model.path") && !setting.key().equals("publish.to"))
                .allSatisfy(setting ->
                        assertThat(rows.get(setting.key())).as(setting.key()).isEqualTo(shown(setting.standard())));
    }

    @Test
    void everyLinkOfTheReadmeLeadsSomewhere() throws IOException {
        var links = Pattern.compile("\\]\\((?!http|#)([^)]+)\\)")
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(link -> link.group(1))
                .toList();

        assertThat(links)
                .isNotEmpty()
                .allSatisfy(link -> assertThat(Path.of(link)).exists());
    }

    private static String shown(Object standard) {
        if (standard.equals("")) {
            return "–";
        }
        return "`" + (standard instanceof Double d && d == Math.rint(d) ? String.valueOf(Math.round(d)) : standard)
                + "`";
    }

    private static List<Section.Setting> described(Surroundings surroundings) {
        return Section.describe(section -> Settings.from(section, surroundings));
    }
}
