package io.edgelens.frame;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Mat;

/** A picture that came as JPEG and stays JPEG until somebody asks for pixels, and then only as many as asked for. */
public final class JpegFrame implements Frame {

    private final Stamp stamp;
    private final byte[] jpeg;
    private final int length;
    private final JpegHeader header;
    private final JpegCodec codec;
    private @Nullable Mat pixels;
    private int denominator;

    /**
     * Takes {@code jpeg} over: its first {@code length} bytes are the picture.
     *
     * @throws BadPictureException if they are not a whole JPEG of a usable size
     */
    public JpegFrame(Stamp stamp, byte[] jpeg, int length, JpegCodec codec) throws BadPictureException {
        this.stamp = stamp;
        this.jpeg = jpeg;
        this.length = length;
        this.header = JpegHeader.of(jpeg, length);
        this.codec = codec;
    }

    @Override
    public Stamp stamp() {
        return stamp;
    }

    @Override
    public int width() {
        return header.width();
    }

    @Override
    public int height() {
        return header.height();
    }

    @Override
    public Mat atLeast(int width, int height) throws IOException {
        int wanted = denominatorFor(width, height);
        var had = pixels;
        if (had != null && denominator <= wanted) {
            return had;
        }
        var decoded = codec.decode(jpeg, length, wanted);
        close();
        pixels = decoded;
        denominator = wanted;
        return decoded;
    }

    /** The largest of 1, 2, 4, 8 that leaves the picture large enough. */
    private int denominatorFor(int width, int height) {
        for (int d = 8; d > 1; d /= 2) {
            if (header.width() / d >= width && header.height() / d >= height) {
                return d;
            }
        }
        return 1;
    }

    @Override
    public void close() {
        if (pixels != null) {
            OpenCv.release(pixels);
            pixels = null;
        }
    }
}
