package io.edgelens.overlay;

import io.edgelens.frame.OpenCv;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** A BGR picture to draw on, with lettering that keeps its proportion to the picture. Reused; for one thread. */
final class Canvas implements AutoCloseable {

    static final Scalar WHITE = new Scalar(255, 255, 255);
    static final Scalar GREY = new Scalar(200, 200, 200);
    static final Scalar BLACK = new Scalar(0, 0, 0);

    private static final int FONT = Imgproc.FONT_HERSHEY_DUPLEX;
    /** Height of a capital of the Hershey fonts at scale 1, in pixels. */
    private static final double CAPITAL = 22;

    private final Mat picture;

    Canvas(int width, int height) {
        picture = new Mat(height, width, CvType.CV_8UC3, BLACK);
    }

    Mat picture() {
        return picture;
    }

    int width() {
        return picture.cols();
    }

    int height() {
        return picture.rows();
    }

    void fill(Scalar colour) {
        picture.setTo(colour);
    }

    /**
     * Shows all of {@code source}, as large as fits, in the middle, with black beside it. What would be less than a
     * hundredth of black is not worth seeing: 858×480 is not quite 16:9.
     */
    void show(Mat source) {
        double scale = Math.min((double) width() / source.cols(), (double) height() / source.rows());
        int w = filling(source.cols() * scale, width());
        int h = filling(source.rows() * scale, height());
        if (w < width() || h < height()) {
            picture.setTo(BLACK);
        }
        var inside = picture.submat(new Rect((width() - w) / 2, (height() - h) / 2, w, h));
        try {
            int interpolation = scale < 1 ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR;
            Imgproc.resize(source, inside, new Size(w, h), 0, 0, interpolation);
        } finally {
            OpenCv.release(inside);
        }
    }

    private static int filling(double wanted, int most) {
        return wanted > 0.99 * most ? most : (int) Math.round(wanted);
    }

    /** Darkens a part of the picture, so that lettering on it can be read over anything. */
    void shade(int y, int height) {
        var band = picture.submat(new Rect(0, y, width(), height));
        try {
            band.convertTo(band, -1, 0.35, 0);
        } finally {
            OpenCv.release(band);
        }
    }

    /** Fills a rectangle. */
    void block(int x, int y, int width, int height, Scalar colour) {
        Imgproc.rectangle(picture, new Rect(x, y, width, height), colour, Imgproc.FILLED);
    }

    /**
     * Writes one line.
     *
     * @param x of its left end
     * @param baseline y of the foot of its letters
     * @param capital height of a capital letter, in pixels
     */
    void write(String text, int x, int baseline, double capital, Scalar colour) {
        double scale = capital / CAPITAL;
        Imgproc.putText(
                picture,
                latin(text),
                new Point(x, baseline),
                FONT,
                scale,
                colour,
                thickness(scale),
                Imgproc.LINE_AA,
                false);
    }

    /** How wide {@link #write} makes a line, in pixels. */
    static int width(String text, double capital) {
        double scale = capital / CAPITAL;
        return (int) Imgproc.getTextSize(latin(text), FONT, scale, thickness(scale), null).width;
    }

    private static int thickness(double scale) {
        return Math.max(1, (int) Math.round(scale * 1.6));
    }

    /** The Hershey fonts have ASCII only. */
    private static String latin(String text) {
        return java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^\\x20-\\x7E]", "?");
    }

    @Override
    public void close() {
        OpenCv.release(picture);
    }
}
