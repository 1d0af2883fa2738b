package io.edgelens.source;

import io.edgelens.frame.Frame;
import io.edgelens.frame.OpenCv;
import io.edgelens.frame.PixelFrame;
import io.edgelens.frame.Stamp;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.function.Supplier;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.imgproc.Imgproc;

/**
 * {@code testcard}: colour bars with a running clock, the frame's number and a mark that crosses the picture once a
 * second, for a machine without a camera.
 */
final class TestCard implements FrameSource {

    /** The bars of EIA RS-189-A at 75 %, left to right, as BGR. */
    private static final List<Scalar> BARS = List.of(
            new Scalar(191, 191, 191),
            new Scalar(0, 191, 191),
            new Scalar(191, 191, 0),
            new Scalar(0, 191, 0),
            new Scalar(191, 0, 191),
            new Scalar(0, 0, 191),
            new Scalar(191, 0, 0));

    private static final Scalar INK = new Scalar(245, 245, 245);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final CameraSettings camera;
    private final Supplier<Stamp> stamps;
    private final Pace pace;
    private final Mat background;

    private TestCard(Sources.Opening opening) {
        camera = opening.camera();
        stamps = opening.stamps();
        pace = new Pace(camera.fps());
        background = background(camera.width(), camera.height());
    }

    static TestCard open(Sources.Opening opening) {
        return new TestCard(opening);
    }

    private static Mat background(int width, int height) {
        var card = new Mat(height, width, CvType.CV_8UC3, new Scalar(24, 24, 24));
        int bars = BARS.size();
        for (int i = 0; i < bars; i++) {
            var bar = new Rect(i * width / bars, 0, (i + 1) * width / bars - i * width / bars, height * 3 / 5);
            Imgproc.rectangle(card, bar, BARS.get(i), Imgproc.FILLED);
        }
        return card;
    }

    @Override
    public Frame next() throws InterruptedException {
        pace.await();
        var stamp = stamps.get();
        var picture = background.clone();
        mark(picture, stamp.at().get(ChronoField.MILLI_OF_SECOND) / 1000.0);
        double scale = Math.min(camera.height() / 480.0, camera.width() / 640.0);
        write(picture, TIME.format(stamp.at()), 0.75, 1.6 * scale);
        write(picture, "EdgeLens test card   frame " + stamp.number(), 0.85, 0.8 * scale);
        return new PixelFrame(stamp, picture);
    }

    /** Runs below the bars, so that a stutter shows. */
    private static void mark(Mat picture, double across) {
        int width = Math.max(2, picture.cols() / 40);
        int height = Math.max(2, picture.rows() / 60);
        var at = new Point(across * (picture.cols() - width), picture.rows() * 3 / 5.0 + height);
        Imgproc.rectangle(picture, at, new Point(at.x + width, at.y + height), INK, Imgproc.FILLED);
    }

    private static void write(Mat picture, String text, double down, double scale) {
        int thickness = Math.max(1, (int) Math.round(2 * scale));
        var size = Imgproc.getTextSize(text, Imgproc.FONT_HERSHEY_DUPLEX, scale, thickness, null);
        var at = new Point((picture.cols() - size.width) / 2, picture.rows() * down);
        Imgproc.putText(picture, text, at, Imgproc.FONT_HERSHEY_DUPLEX, scale, INK, thickness, Imgproc.LINE_AA, false);
    }

    @Override
    public String description() {
        return "test card %dx%d at %d/s".formatted(camera.width(), camera.height(), camera.fps());
    }

    @Override
    public void close() {
        OpenCv.release(background);
    }
}
