package io.edgelens.source;

import static io.edgelens.source.JpegStreamTest.join;
import static io.edgelens.source.Opened.widths;
import static io.edgelens.testing.Pictures.BLUE;
import static io.edgelens.testing.Pictures.GREEN;
import static io.edgelens.testing.Pictures.RED;
import static io.edgelens.testing.Pictures.jpeg;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgelens.frame.BadPictureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class MjpegFileTest {

    private final byte[] red = jpeg(32, 24, RED);
    private final byte[] green = jpeg(64, 24, GREEN);
    private final byte[] blue = jpeg(96, 24, BLUE);

    @TempDir
    Path folder;

    @Test
    void aFileIsPlayedInALoop() throws Exception {
        var file = Files.write(folder.resolve("clip.mjpeg"), join(red, green, blue));

        try (var source = Opened.source(file)) {
            assertThat(widths(source, 7)).containsExactly(32, 64, 96, 32, 64, 96, 32);
            assertThat(source.description()).isEqualTo("MJPEG file clip.mjpeg at 240/s");
        }
    }

    @Test
    void aCutOffEndIsABadPictureAndTheLoopGoesOn() throws Exception {
        var file = Files.write(folder.resolve("clip.mjpg"), join(red, Arrays.copyOf(green, green.length - 9)));

        try (var source = Opened.source(file)) {
            assertThat(widths(source, 1)).containsExactly(32);
            assertThatThrownBy(source::next).isInstanceOf(BadPictureException.class);
            assertThat(widths(source, 1)).containsExactly(32);
        }
    }

    @Test
    void aFileWithoutPicturesIsAnOutage() throws Exception {
        var file = Files.write(folder.resolve("clip.mjpeg"), new byte[10_000]);

        try (var source = Opened.source(file)) {
            assertThatThrownBy(source::next)
                    .isInstanceOf(OutageException.class)
                    .hasMessage("There is no whole JPEG picture in " + file);
        }
    }

    @Test
    void aFileThatIsNotThereIsAnOutage() {
        var file = folder.resolve("clip.mjpeg");

        assertThatThrownBy(() -> Opened.source(file))
                .isInstanceOf(OutageException.class)
                .hasMessage("There is no file " + file);
        assertThatThrownBy(() -> Opened.source(Files.createDirectory(file)))
                .isInstanceOf(OutageException.class)
                .hasMessage(file + " is not a file");
    }

    @Test
    void anAviFileIsPlayedAtItsOwnPace() throws Exception {
        var file = Files.write(folder.resolve("clip.avi"), avi("MJPG", 1001, 120_000, red, green));

        try (var source = Opened.source(file)) {
            assertThat(widths(source, 5)).containsExactly(32, 64, 32, 64, 32);
            assertThat(source.description()).isEqualTo("MJPEG file clip.avi at 119.88/s");
        }
    }

    @Test
    void anAviFileOfAnotherCodecIsToldHowToBecomeMjpeg() throws Exception {
        var file = Files.write(folder.resolve("clip.avi"), avi("H264", 1, 30, red));

        assertThatThrownBy(() -> Opened.source(file))
                .isInstanceOfSatisfying(
                        OutageException.class,
                        outage -> assertThat(outage.causes())
                                .containsExactly("Convert it: ffmpeg -i INPUT -c:v mjpeg -q:v 3 clip.avi"))
                .hasMessage(file + " holds H264, not MJPEG");
    }

    @Test
    void whatOnlyHasTheNameOfAnAviFileIsAnOutage() throws Exception {
        var file = Files.write(folder.resolve("clip.avi"), red);

        assertThatThrownBy(() -> Opened.source(file)).hasMessage(file + " is not an AVI file with video in it");
        Files.write(file, avi("MJPG", 0, 30, red));
        assertThatThrownBy(() -> Opened.source(file)).hasMessage(file + " does not say how fast it runs");
    }

    /** The parts of an AVI file that matter, in their order: stream header, format, pictures, index. */
    private static byte[] avi(String codec, int scale, int rate, byte[]... pictures) {
        var strh = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
        strh.put(text("vids")).put(text(codec)).position(20);
        strh.putInt(scale).putInt(rate);
        var strf = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        strf.putInt(40)
                .putInt(32)
                .putInt(24)
                .putShort((short) 1)
                .putShort((short) 24)
                .put(text(codec));
        var strl = list("strl", chunk("strh", strh.array()), chunk("strf", strf.array()));
        var frames = new byte[pictures.length][];
        for (int i = 0; i < pictures.length; i++) {
            frames[i] = chunk("00dc", pictures[i]);
        }
        var body = join(
                text("AVI "),
                list("hdrl", chunk("avih", new byte[56]), strl),
                list("movi", frames),
                chunk("idx1", new byte[16 * pictures.length]));
        return chunk("RIFF", body);
    }

    private static byte[] list(String type, byte[]... parts) {
        return chunk("LIST", join(text(type), join(parts)));
    }

    private static byte[] chunk(String name, byte[] content) {
        var size = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(content.length);
        return join(text(name), size.array(), content, new byte[content.length % 2]);
    }

    private static byte[] text(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
