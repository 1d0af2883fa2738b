package io.edgelens.frame;

import org.opencv.core.Mat;

/** A picture that came as pixels. */
public final class PixelFrame implements Frame {

    private final Stamp stamp;
    private final Mat bgr;
    private final int width;
    private final int height;

    /** Takes {@code bgr} ({@code CV_8UC3}) over and releases it on {@link #close}. */
    public PixelFrame(Stamp stamp, Mat bgr) {
        this.stamp = stamp;
        this.bgr = bgr;
        this.width = bgr.cols();
        this.height = bgr.rows();
    }

    @Override
    public Stamp stamp() {
        return stamp;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public Mat atLeast(int leastWidth, int leastHeight) {
        return bgr;
    }

    @Override
    public void close() {
        OpenCv.release(bgr);
    }
}
