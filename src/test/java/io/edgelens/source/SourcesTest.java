package io.edgelens.source;

import static io.edgelens.testing.Pictures.RED;
import static io.edgelens.testing.Pictures.jpeg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgelens.config.ConfigException;
import io.edgelens.config.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {

    private static final String ALLOWED =
            "testcard, an MJPEG stream (http://camera/video), an MJPEG file or FIFO (clip.mjpeg),"
                    + " an MJPEG clip (clip.avi), a picture (picture.jpg), a device (/dev/video0),"
                    + " a folder of pictures (./pictures)";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "testcard",
                "/dev/video0",
                "/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920-video-index0",
                "http://camera/video",
                "https://user:pass%40word@10.0.0.7:8443/stream?channel=1",
                "HTTP://CAMERA/x",
                "clip.mjpeg",
                "/tmp/results.mjpeg",
                "/dev/shm/clip.MJPG",
                "clip.avi",
                "picture.JPG",
                "a/b.webp",
                "./pictures",
                "/var/lib/pictures.d/",
                "../pictures",
                "."
            })
    void everyKindIsKnownByItsWordsAlone(String source) {
        assertThat(Sources.fault(source)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "testcrad", "video0", "0", "camera 1", "\0/x"})
    void whatIsNoSourceIsToldWhatThereIs(String source) {
        assertThat(Sources.fault(source)).hasValue("must be " + ALLOWED + ", but is '" + source + "'");
    }

    @Test
    void anotherVideoFormatIsToldHowToBecomeMjpeg() {
        assertThat(Sources.fault("clips/cat.mp4"))
                .hasValue("must be MJPEG if it is a clip, but is 'clips/cat.mp4';"
                        + " convert it: ffmpeg -i clips/cat.mp4 -c:v mjpeg -q:v 3 clip.avi");
    }

    @Test
    void aPasswordIsNotRepeated() {
        assertThat(Sources.fault("rtsp://admin:secret@camera/video").orElseThrow())
                .endsWith("but is 'rtsp://camera/video'");
        assertThat(Sources.fault("http://admin:sec ret@camera/").orElseThrow())
                .isEqualTo("must be a URL such as http://camera/video, but is not one;"
                        + " write unusual characters in the user, password or path as %XX");
    }

    @Test
    void aUrlWithoutAHostIsAFault() {
        assertThat(Sources.fault("http:///video"))
                .hasValue("must be a whole URL such as http://camera/video, but names no host");
    }

    @Test
    void theConfigurationReportsIt() {
        assertThatThrownBy(() -> Section.read(Map.of("source", "testcrad", "fps", 0), CameraSettings::from))
                .isInstanceOf(ConfigException.class)
                .hasMessage("source must be " + ALLOWED + ", but is 'testcrad'" + System.lineSeparator()
                        + "fps must be a whole number from 1 to 240, but is 0");
    }

    @Test
    void onlyFilesAndDevicesCanBeLookedFor(@TempDir Path folder) {
        assertThat(Sources.isThere("testcard")).isTrue();
        assertThat(Sources.isThere("http://camera/")).isTrue();
        assertThat(Sources.isThere("/dev/video77")).isFalse();
        assertThat(Sources.isThere("not-there.avi")).isFalse();
        assertThat(Sources.isThere(folder.toString())).isTrue();
    }

    @Test
    @Timeout(30)
    void openingAgainAndAgainLeavesNothingOpen(@TempDir Path folder) throws Exception {
        var red = jpeg(32, 24, RED);
        var sources = List.of(
                "testcard",
                Files.write(folder.resolve("a.jpg"), red),
                Files.write(folder.resolve("clip.mjpeg"), red),
                folder,
                mkfifo(folder.resolve("camera")));
        int before = 0;
        for (int i = 0; i < 50; i++) {
            for (var source : sources) {
                try (var opened = Opened.source(source)) {
                    if (!source.toString().endsWith("camera")) {
                        assertThat(Opened.widths(opened, 1)).hasSize(1);
                    }
                }
            }
            before = i == 0 ? Opened.descriptors() : before;
        }
        assertThat(Opened.descriptors()).isLessThanOrEqualTo(before);
    }

    private static Path mkfifo(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        return path;
    }
}
