package io.edgelens.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayersTest {

    @TempDir
    private Path folder;

    @Test
    void aLaterLayerWinsKeyByKey() {
        var base = Map.of("camera", Map.of("fps", 30, "width", 640), "publish", Map.of("to", List.of("mqtt")));
        var top = Map.of("camera", Map.of("fps", 5), "publish", Map.of("to", List.of("console")));

        assertThat(Layers.over(base, top))
                .isEqualTo(
                        Map.of("camera", Map.of("fps", 5, "width", 640), "publish", Map.of("to", List.of("console"))));
    }

    @Test
    void oneValueIsSetByItsPath() {
        assertThat(Layers.set(Map.of("camera", Map.of("fps", 30)), "camera.source=http://c/?a=b"))
                .isEqualTo(Map.of("camera", Map.of("fps", 30, "source", "http://c/?a=b")));
    }

    @Test
    void whatSetsNothingIsRefused() {
        assertThatThrownBy(() -> Layers.set(Map.of(), "camera.source"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("'camera.source' sets nothing; write it as camera.source=testcard");
    }

    @Test
    void aFileIsReadAsJson() throws IOException {
        assertThat(Layers.file(write("{\"camera\": {\"fps\": 5}}"))).isEqualTo(Map.of("camera", Map.of("fps", 5.0)));
    }

    @Test
    void aFileThatIsNoJsonIsNamedWithThePlace() throws IOException {
        var file = write("{\"camera\": {\n fps: 5}}");

        assertThatThrownBy(() -> Layers.file(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + " is not JSON: ")
                .hasMessageContaining("line 2");
    }

    @Test
    void aFileMustHoldAnObject() throws IOException {
        var file = write("[1, 2]");

        assertThatThrownBy(() -> Layers.file(file)).hasMessage(file + " must hold one JSON object");
    }

    @Test
    void aMissingFileIsNamed() {
        var file = folder.resolve("nowhere.json");

        assertThatThrownBy(() -> Layers.file(file)).hasMessage(file + " does not exist");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("settings.json"), text);
    }
}
