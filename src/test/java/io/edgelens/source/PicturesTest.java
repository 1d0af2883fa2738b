package io.edgelens.source;

import static io.edgelens.source.Opened.widths;
import static io.edgelens.testing.Pictures.BLUE;
import static io.edgelens.testing.Pictures.GREEN;
import static io.edgelens.testing.Pictures.RED;
import static io.edgelens.testing.Pictures.jpeg;
import static io.edgelens.testing.Pictures.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgelens.frame.BadPictureException;
import io.edgelens.frame.Frame;
import io.edgelens.frame.JpegFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

@Timeout(20)
class PicturesTest {

    @TempDir
    Path folder;

    @Test
    void aFolderIsShownInTheOrderOfNamesAndAgain() throws Exception {
        write("b.jpg", jpeg(32, 24, RED));
        write("a.jpg", jpeg(16, 24, GREEN));
        write("C.jpeg", jpeg(48, 24, BLUE));
        write("notes.txt", new byte[100]);
        Files.createDirectory(folder.resolve("d.jpg"));

        try (var source = Opened.source(folder)) {
            assertThat(widths(source, 5)).containsExactly(48, 16, 32, 48, 16);
            assertThat(source.description()).isEqualTo("3 pictures in " + folder + " at 240/s");
        }
    }

    @Test
    void aSingleNumberedPictureIsNotTakenForASequence() throws Exception {
        write("img_0001.jpg", jpeg(16, 24, RED));
        write("img_0002.jpg", jpeg(32, 24, RED));

        try (var source = Opened.source(folder.resolve("img_0001.jpg"))) {
            assertThat(widths(source, 3)).containsExactly(16, 16, 16);
        }
    }

    @Test
    void aJpegStaysAsItIs() throws Exception {
        write("a.png", jpeg(16, 24, RED));

        try (var source = Opened.source(folder);
                Frame frame = source.next()) {
            assertThat(frame).as("by its content, whatever its name").isInstanceOf(JpegFrame.class);
            assertThat(Opened.colour(frame)[2]).isGreaterThan(250);
        }
    }

    @Test
    void everyFormatCanBeRead() throws Exception {
        var pictures = new String[] {"a.png", "b.bmp", "c.webp"};
        for (int i = 0; i < 3; i++) {
            write(pictures[i], encoded(pictures[i].substring(1), 16 * (i + 1)));
        }
        try (var source = Opened.source(folder)) {
            assertThat(widths(source, 4)).containsExactly(16, 32, 48, 16);
        }
    }

    @Test
    void aSinglePictureIsDecodedOnceUntilItsFileChanges() throws Exception {
        var file = folder.resolve("a.png");
        write("a.png", encoded(".png", 16));

        try (var source = Opened.source(file);
                Frame first = source.next();
                Frame second = source.next()) {
            assertThat(second.atLeast(1, 1).dataAddr())
                    .isEqualTo(first.atLeast(1, 1).dataAddr());
            write("a.png", encoded(".png", 48));
            assertThat(widths(source, 2)).containsExactly(48, 48);
            assertThat(Opened.colour(first)).containsExactly(0, 255, 0);
        }
    }

    @Test
    void aBrokenPictureMayBeMended() throws Exception {
        write("a.jpg", new byte[7]);
        write("b.jpg", jpeg(32, 24, RED));
        try (var source = Opened.source(folder)) {
            assertThatThrownBy(source::next).isInstanceOf(BadPictureException.class);
            assertThat(widths(source, 2)).containsExactly(32, 32);
            write("a.jpg", jpeg(16, 24, RED));
            assertThat(widths(source, 2)).containsExactly(16, 32);
        }
    }

    @Test
    void aBrokenPictureIsNamedOnceAndThenPassedOver() throws Exception {
        var whole = jpeg(32, 24, RED);
        write("a.jpg", jpeg(16, 24, RED));
        write("b.jpg", Arrays.copyOf(whole, whole.length / 2));
        write("c.png", new byte[] {1, 2, 3});
        write("d.bmp", new byte[0]);

        try (var source = Opened.source(folder)) {
            assertThat(widths(source, 1)).containsExactly(16);
            assertThatThrownBy(source::next)
                    .isInstanceOf(BadPictureException.class)
                    .hasMessage(folder.resolve("b.jpg") + " cannot be used: a truncated JPEG: its end is missing");
            assertThatThrownBy(source::next)
                    .isInstanceOf(BadPictureException.class)
                    .hasMessage(folder.resolve("c.png") + " cannot be used: neither a JPEG nor a PNG, BMP or WebP");
            assertThatThrownBy(source::next)
                    .isInstanceOf(BadPictureException.class)
                    .hasMessage(folder.resolve("d.bmp") + " cannot be used: it is empty");
            assertThat(widths(source, 3)).containsExactly(16, 16, 16);
        }
    }

    @Test
    void picturesMayComeAndGo() throws Exception {
        write("a.jpg", jpeg(16, 24, RED));
        try (var source = Opened.source(folder)) {
            assertThat(widths(source, 1)).containsExactly(16);
            write("b.jpg", jpeg(32, 24, RED));
            Files.delete(folder.resolve("a.jpg"));
            assertThat(widths(source, 2)).containsExactly(32, 32);
        }
    }

    @Test
    void nothingUsableIsAnOutage() throws Exception {
        assertThatThrownBy(() -> Opened.source(folder))
                .isInstanceOf(OutageException.class)
                .hasMessage("There are no pictures [jpg, jpeg, png, bmp, webp] in " + folder);

        write("a.jpg", new byte[0]);
        try (var source = Opened.source(folder)) {
            assertThatThrownBy(source::next).isInstanceOf(BadPictureException.class);
            assertThatThrownBy(source::next)
                    .isInstanceOf(OutageException.class)
                    .hasMessage("None of the 1 pictures at " + folder + " can be read");
        }
    }

    @Test
    void whatIsNotThereIsAnOutage() {
        assertThatThrownBy(() -> Opened.source(folder.resolve("no.jpg")))
                .isInstanceOf(OutageException.class)
                .hasMessage("There is no file or folder " + folder.resolve("no.jpg"));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private static byte[] encoded(String ending, int width) {
        Mat picture = plain(width, 24, GREEN);
        var encoded = new MatOfByte();
        try {
            assertThat(Imgcodecs.imencode(ending, picture, encoded)).isTrue();
            return encoded.toArray();
        } finally {
            picture.release();
            encoded.release();
        }
    }
}
