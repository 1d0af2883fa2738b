package io.edgelens.source;

import io.edgelens.flow.Clock;
import io.edgelens.frame.Frame;
import io.edgelens.frame.OpenCv;
import io.edgelens.frame.OpenCvJpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opencv.core.Mat;

/** Opens sources as the pipeline does, at 240 pictures a second. */
final class Opened {

    static final int FPS = 240;

    static {
        OpenCv.load();
    }

    private Opened() {}

    static Sources.Opening opening(Object source) {
        return new Sources.Opening(
                new CameraSettings(source.toString(), 320, 240, FPS, "MJPG"),
                new Stamps(Clock.SYSTEM),
                new OpenCvJpeg());
    }

    static FrameSource source(Object source) throws IOException, InterruptedException {
        return Sources.open(opening(source));
    }

    /** The widths of the next pictures: in these tests a picture's width says which one it is. */
    static List<Integer> widths(FrameSource source, int count) throws IOException, InterruptedException {
        var widths = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            try (Frame frame = source.next()) {
                widths.add(frame.width());
            }
        }
        return widths;
    }

    /** The blue, green and red in the middle of the picture. */
    static double[] colour(Frame frame) throws IOException {
        Mat bgr = frame.atLeast(frame.width(), frame.height());
        return bgr.get(bgr.rows() / 2, bgr.cols() / 2);
    }

    static int descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        }
    }
}
