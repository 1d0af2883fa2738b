package io.edgelens.source;

import io.edgelens.flow.Clock;
import io.edgelens.flow.Worker;
import io.edgelens.frame.BadPictureException;
import io.edgelens.frame.Frame;
import io.edgelens.frame.JpegCodec;
import io.edgelens.frame.JpegFrame;
import io.edgelens.frame.OpenCv;
import io.edgelens.frame.OpenCvJpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import org.opencv.core.Mat;

/**
 * A program of its own that opens a camera as the pipeline does and prints one line for each thing that happens, so
 * that a test can run it beside a simulated camera. Arguments: source, width, height, fps, format. Ends when its
 * input does.
 */
final class Watch {

    private static final long BEGAN = System.nanoTime();

    private Watch() {}

    public static void main(String[] arguments) throws Exception {
        OpenCv.load();
        var settings = new CameraSettings(
                arguments[0],
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                arguments[4]);
        var opening = new Sources.Opening(settings, new Stamps(Clock.SYSTEM), new ChecksumCodec());
        var camera = new Reconnecting(opening, Clock.SYSTEM, Watch::say);
        say("STARTED");
        var worker = Worker.start("capture", () -> show(camera.next()), camera, failure -> say("BUG " + failure));
        while (System.in.read() >= 0) {
            // until the input ends
        }
        var asked = System.nanoTime();
        worker.close();
        say("CLOSED finished=%s afterMillis=%d bad=%d outages=%d"
                .formatted(
                        worker.finished(),
                        (System.nanoTime() - asked) / 1_000_000,
                        camera.badPictures(),
                        camera.outages()));
    }

    private static void show(Frame frame) throws IOException {
        try (frame) {
            var age = Duration.between(frame.stamp().at(), Clock.SYSTEM.now()).toMillis();
            var kind = "BGR";
            if (frame instanceof JpegFrame) {
                frame.atLeast(frame.width(), frame.height());
                kind = "JPEG crc=" + ChecksumCodec.LAST.get();
            }
            say("FRAME %d %dx%d %s age=%d".formatted(frame.stamp().number(), frame.width(), frame.height(), kind, age));
        }
    }

    private static void say(SourceState state) {
        if (state instanceof SourceState.Lost lost) {
            say("LOST " + lost.reason() + " | " + String.join(" | ", lost.causes()));
        } else if (state instanceof SourceState.Delivering delivering) {
            say("DELIVERING " + delivering.description() + " fds=" + descriptors());
        }
    }

    private static int descriptors() {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        } catch (IOException e) {
            return -1;
        }
    }

    /** In one piece: others may write into the same log. */
    private static synchronized void say(String what) {
        System.out.print("@" + (System.nanoTime() - BEGAN) / 1_000_000 + " " + what + "\n");
        System.out.flush();
    }

    /** Shows which bytes a frame holds. */
    private static final class ChecksumCodec implements JpegCodec {

        private static final AtomicReference<String> LAST = new AtomicReference<>("");

        @Override
        public Mat decode(byte[] jpeg, int length, int denominator) throws BadPictureException {
            var crc = new CRC32();
            crc.update(jpeg, 0, length);
            LAST.set(Long.toHexString(crc.getValue()));
            return new OpenCvJpeg().decode(jpeg, length, 8);
        }

        @Override
        public byte[] encode(Mat bgr, int quality) {
            throw new AssertionError("nothing is encoded here");
        }
    }
}
