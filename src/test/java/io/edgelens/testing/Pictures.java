package io.edgelens.testing;

import io.edgelens.frame.Frame;
import io.edgelens.frame.JpegFrame;
import io.edgelens.frame.OpenCv;
import io.edgelens.frame.OpenCvJpeg;
import io.edgelens.frame.PixelFrame;
import io.edgelens.frame.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;

/** Drawn pictures and frames for tests. */
public final class Pictures {

    public static final Scalar RED = new Scalar(0, 0, 255);
    public static final Scalar GREEN = new Scalar(0, 255, 0);
    public static final Scalar BLUE = new Scalar(255, 0, 0);

    static {
        OpenCv.load();
    }

    private Pictures() {}

    public static Stamp stamp(long number) {
        return new Stamp(number, Instant.EPOCH.plusSeconds(number), System.nanoTime());
    }

    /** One colour all over; the caller releases it. */
    public static Mat plain(int width, int height, Scalar bgr) {
        return new Mat(height, width, CvType.CV_8UC3, bgr);
    }

    public static byte[] jpeg(int width, int height, Scalar bgr) {
        var picture = plain(width, height, bgr);
        try {
            return new OpenCvJpeg().encode(picture, 95);
        } finally {
            picture.release();
        }
    }

    /** One colour all over, as a file with this {@code ending} holds it. */
    public static byte[] encoded(String ending, int width, int height, Scalar bgr) {
        return encoded(ending, width, height, bgr, new MatOfInt());
    }

    /** With OpenCV's {@code parameters}, which are released here. */
    public static byte[] encoded(String ending, int width, int height, Scalar bgr, MatOfInt parameters) {
        var picture = plain(width, height, bgr);
        var encoded = new MatOfByte();
        try {
            if (!Imgcodecs.imencode(ending, picture, encoded, parameters)) {
                throw new IllegalArgumentException(ending);
            }
            return encoded.toArray();
        } finally {
            picture.release();
            encoded.release();
            parameters.release();
        }
    }

    public static Frame frame(long number, int width, int height, Scalar bgr) {
        return new PixelFrame(stamp(number), plain(width, height, bgr));
    }

    public static Frame jpegFrame(long number, byte[] jpeg) throws IOException {
        return new JpegFrame(stamp(number), jpeg, jpeg.length, new OpenCvJpeg());
    }

    public static Frame jpegFrame(Path file) throws IOException {
        return jpegFrame(1, Files.readAllBytes(file));
    }
}
