package io.edgelens.source;

import static io.edgelens.testing.Pictures.BLUE;
import static io.edgelens.testing.Pictures.GREEN;
import static io.edgelens.testing.Pictures.RED;
import static io.edgelens.testing.Pictures.jpeg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgelens.frame.BadPictureException;
import io.edgelens.frame.Frame;
import io.edgelens.testing.Background;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FifoTest {

    private final byte[] red = jpeg(32, 24, RED);
    private final byte[] green = jpeg(64, 24, GREEN);
    private final byte[] blue = jpeg(96, 24, BLUE);

    @TempDir
    Path folder;

    private Path fifo = Path.of("");

    @BeforeEach
    void makeFifo() throws Exception {
        fifo = folder.resolve("camera.mjpeg");
        mkfifo(fifo);
    }

    private static void mkfifo(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }

    @Test
    void whatAnotherProgramWritesIsDelivered() throws Exception {
        try (var source = Opened.source(fifo);
                var writer = new FileOutputStream(fifo.toFile())) {
            for (var picture : new byte[][] {red, green, blue}) {
                writer.write(picture);
                try (Frame frame = source.next()) {
                    assertThat(Opened.colour(frame)).hasSize(3);
                    assertThat(frame.height()).isEqualTo(24);
                }
            }
            assertThat(source.description()).isEqualTo("MJPEG from the FIFO " + fifo);
        }
    }

    @Test
    void aReaderThatWasAwayIsGivenTheNewestPicture() throws Exception {
        try (var source = Opened.source(fifo);
                var writer = new FileOutputStream(fifo.toFile())) {
            writer.write(red);
            writer.write(green);
            writer.write(blue);

            assertThat(Opened.widths(source, 1)).containsExactly(96);
        }
    }

    @Test
    void writersMayComeAndGo() throws Exception {
        try (var source = Opened.source(fifo)) {
            for (int i = 0; i < 3; i++) {
                try (var writer = new FileOutputStream(fifo.toFile())) {
                    writer.write(red);
                }
                assertThat(Opened.widths(source, 1)).containsExactly(32);
            }
        }
    }

    @Test
    void aWriterThatLeavesInTheMiddleCostsOnePicture() throws Exception {
        try (var source = Opened.source(fifo)) {
            try (var writer = new FileOutputStream(fifo.toFile())) {
                writer.write(Arrays.copyOf(red, red.length - 30));
            }
            try (var writer = new FileOutputStream(fifo.toFile())) {
                writer.write(green);
            }
            assertThatThrownBy(source::next).isInstanceOf(BadPictureException.class);
            assertThat(Opened.widths(source, 1)).containsExactly(64);
        }
    }

    @Test
    void silenceIsSaidAndTheFifoStaysOpen() throws Exception {
        try (var source = Opened.source(fifo)) {
            assertThatThrownBy(source::next)
                    .isInstanceOf(SilenceException.class)
                    .hasMessage("Nothing is written into the FIFO " + fifo);
            try (var writer = new FileOutputStream(fifo.toFile())) {
                writer.write(red);
                assertThat(Opened.widths(source, 1)).containsExactly(32);
            }
        }
    }

    @Test
    void aFifoReplacedByAnotherIsNoticed() throws Exception {
        try (var source = Opened.source(fifo)) {
            Files.delete(fifo);
            assertThatThrownBy(source::next)
                    .isInstanceOf(OutageException.class)
                    .hasMessage("The FIFO " + fifo + " was removed");
            mkfifo(folder.resolve("other"));
            mkfifo(fifo);
            assertThatThrownBy(source::next)
                    .isInstanceOf(OutageException.class)
                    .hasMessage("The FIFO " + fifo + " was replaced by another one");
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        try (var source = Opened.source(fifo)) {
            var reading = Background.start(source::next);
            reading.awaitWaiting();
            reading.interrupt();

            assertThat(reading.failure()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void aFifoMayHaveAnyName() throws Exception {
        var other = folder.resolve("pipe");
        mkfifo(other);

        try (var source = Opened.source(other);
                var writer = new FileOutputStream(other.toFile())) {
            writer.write(red);
            assertThat(Opened.widths(source, 1)).containsExactly(32);
        }
    }
}
