package io.edgelens.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceNodeTest {

    @TempDir
    Path folder;

    @Test
    void aDeviceThatIsNotThereIsAnOutageWithItsLikelyCauses() {
        assertThatThrownBy(() -> Opened.source("/dev/video77"))
                .isInstanceOfSatisfying(
                        OutageException.class,
                        outage -> assertThat(outage.causes())
                                .hasSize(2)
                                .first()
                                .isEqualTo("The camera is not plugged in."))
                .hasMessage("There is no camera at /dev/video77");
    }

    @Test
    void aLastingNameIsFollowedToItsDevice() throws Exception {
        var node = Files.createFile(folder.resolve("video3"));
        var link = Files.createSymbolicLink(folder.resolve("usb-camera-index0"), node);

        var device = DeviceNode.usable(link.toString());

        assertThat(device.node()).isEqualTo(node.toRealPath());
        assertThat(device.isThere()).isTrue();
        Files.delete(node);
        assertThat(device.isThere()).isFalse();
    }

    @Test
    void theProgramThatUsesItIsNamed() throws Exception {
        var node = Files.createFile(folder.resolve("video3"));
        var user =
                new ProcessBuilder("sleep", "30").redirectInput(node.toFile()).start();
        try {
            assertThat(DeviceNode.usable(node.toString()).refused())
                    .hasMessage("The camera at %s is used by another program: sleep (%d)", node, user.pid());
        } finally {
            user.destroy();
        }
    }

    @Test
    void whatIsNoCameraDoesNotOpen() {
        assertThatThrownBy(() -> Opened.source("/dev/null"))
                .isInstanceOf(OutageException.class)
                .message()
                .containsAnyOf("does not open", "is used by another program");
    }
}
