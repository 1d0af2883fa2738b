package io.edgelens.sink;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgelens.frame.Jpeg;
import io.edgelens.frame.OpenCvJpeg;
import io.edgelens.testing.Pictures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.Core;
import org.opencv.core.Mat;

@Timeout(30)
class FifoSinkTest {

    /** A picture that does not compress, so that it does not fit into the pipe: 640×480, some 200 kB. */
    private static final byte[] NOISE = noise();

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path fifo;

    @BeforeEach
    void name() {
        fifo = folder.resolve("results.mjpeg");
    }

    @AfterEach
    void endReaders() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aFifoIsMadeAndUsedAgain() throws IOException {
        FifoSink.open(fifo).close();
        FifoSink.open(fifo).close();

        assertThat(Files.exists(fifo)).isTrue();
    }

    @Test
    void somethingElseAtItsPathIsRefused() throws IOException {
        Files.writeString(fifo, "precious");

        assertThatThrownBy(() -> FifoSink.open(fifo))
                .hasMessage("display.fifo %s is not a FIFO; remove it or choose another path".formatted(fifo));
        assertThat(fifo).hasContent("precious");
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        var nowhere = folder.resolve("nowhere/results.mjpeg");

        assertThatThrownBy(() -> FifoSink.open(nowhere))
                .hasMessageStartingWith("display.fifo " + nowhere + " cannot be made (")
                .hasMessageEndingWith("; choose a path in a folder that this user may write");
    }

    @Test
    void withoutAReaderNothingIsWanted() throws IOException {
        try (var sink = FifoSink.open(fifo)) {
            assertThat(sink.watchers()).isZero();
            assertThat(sink.wanted()).isFalse();
        }
    }

    @Test
    void aReaderGetsWholePicturesFromItsFirstByte() throws Exception {
        try (var sink = FifoSink.open(fifo)) {
            var received = folder.resolve("received");
            feedUntil(sink, ended(read(4_000_000, received)));

            assertWholePictures(Files.readAllBytes(received));
        }
    }

    @Test
    void aSecondReaderBeginsWithAWholePictureAfterTheFirstLeftInTheMiddleOfOne() throws Exception {
        try (var sink = FifoSink.open(fifo)) {
            feedUntil(sink, ended(read(100_001, folder.resolve("first"))));
            await().until(() -> sink.watchers() == 0);

            var second = folder.resolve("second");
            feedUntil(sink, ended(read(1_000_000, second)));
            assertWholePictures(Files.readAllBytes(second));
        }
    }

    @Test
    void aReaderThatStopsHoldsUpNothingAndGoesOnWithTheNewest() throws Exception {
        try (var sink = FifoSink.open(fifo);
                var reader = new Reader(fifo)) {
            await().until(() -> sink.watchers() == 1);
            // The first is larger than the pipe: once it is taken, the worker waits in the middle of it.
            sink.accept(picture(1));
            await().until(sink::wanted);
            for (int i = 2; i <= 200; i++) {
                sink.accept(picture(i));
            }
            assertThat(sink.wanted()).as("wanted while a picture waits").isFalse();

            assertWholePictures(reader.read(2 * NOISE.length));
            await().until(sink::wanted);
        }
    }

    @Test
    void aFifoThatIsRemovedIsMadeAgain() throws Exception {
        try (var sink = FifoSink.open(fifo)) {
            Files.delete(fifo);
            await().until(() -> Files.exists(fifo));

            feedUntil(sink, ended(read(1_000, folder.resolve("r"))));
        }
    }

    @Test
    void closingEndsAlsoWhileAReaderDoesNotRead() throws Exception {
        var sink = FifoSink.open(fifo);
        try (var reader = new Reader(fifo)) {
            await().until(() -> sink.watchers() == 1);
            sink.accept(picture(1));
            await().until(sink::wanted);
            sink.accept(picture(2));
            sink.close();

            assertThat(reader.read(1)).hasSize(1);
        }
    }

    @Test
    void descriptorsStayAsManyOverManyReaders() throws Exception {
        try (var sink = FifoSink.open(fifo)) {
            long before = descriptors();
            for (int i = 0; i < 6; i++) {
                feedUntil(sink, ended(read(1_000, folder.resolve("r"))));
                await().until(() -> sink.watchers() == 0);
            }
            await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before));
        }
    }

    @Test
    void mplayerPlaysItAsDocumented() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mplayer")), "mplayer is not installed");
        try (var sink = FifoSink.open(fifo)) {
            var said = folder.resolve("said");
            var mplayer = start(
                    said,
                    ("mplayer -demuxer lavf -lavfdopts format=mjpeg:probesize=32 " + fifo
                                    + " -vo null -nosound -noconsolecontrols -nolirc -benchmark -frames 20")
                            .split(" "));
            feedUntil(sink, ended(mplayer));

            assertThat(Files.readString(said)).contains("VIDEO:", "640x480").doesNotContain("overread");
            assertThat(mplayer.waitFor(5, SECONDS)).isTrue();
        }
    }

    private Process read(int bytes, Path to) throws IOException {
        return start(to, "head", "-c", String.valueOf(bytes), fifo.toString());
    }

    private Process start(Path output, String... command) throws IOException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        started.add(process);
        return process;
    }

    private static Callable<Boolean> ended(Process process) {
        return () -> !process.isAlive();
    }

    private static void feedUntil(FrameSink sink, Callable<Boolean> done) {
        var number = new long[1];
        await().pollInterval(Duration.ofMillis(2)).until(() -> {
            if (sink.wanted()) {
                sink.accept(picture(++number[0]));
            }
            return done.call();
        });
    }

    private static Jpeg picture(long number) {
        return new Jpeg(Pictures.stamp(number), NOISE);
    }

    private static byte[] noise() {
        var picture = Pictures.plain(640, 480, Pictures.RED);
        Core.randu(picture, 0, 256);
        return encoded(picture);
    }

    private static byte[] encoded(Mat picture) {
        try {
            return new OpenCvJpeg().encode(picture, 80);
        } finally {
            picture.release();
        }
    }

    /** The bytes are the picture again and again; the last may be cut off. */
    private static void assertWholePictures(byte[] bytes) {
        assertThat(bytes).hasSizeGreaterThan(NOISE.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != NOISE[i % NOISE.length]) {
                throw new AssertionError("picture " + i / NOISE.length + " is torn at byte " + i % NOISE.length);
            }
        }
    }

    private static long descriptors() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    /** Opens the FIFO and reads only when told. */
    private static final class Reader implements AutoCloseable {

        private final InputStream stream;

        Reader(Path fifo) throws IOException {
            stream = Files.newInputStream(fifo);
        }

        byte[] read(int count) throws IOException {
            var bytes = new byte[count];
            for (int at = 0, n; at < count; at += n) {
                n = stream.read(bytes, at, count - at);
                if (n < 0) {
                    throw new IOException("ended after " + at);
                }
            }
            return bytes;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
