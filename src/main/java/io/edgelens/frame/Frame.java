package io.edgelens.frame;

import java.io.IOException;
import org.opencv.core.Mat;

/**
 * One picture from a camera. It gives pixels on demand: what nobody asks for is never decoded. A frame has
 * exactly one owner at a time, and the owner closes it; methods that take a frame over say so. Not for two
 * threads at once, but free to pass from one to the next.
 */
public interface Frame extends AutoCloseable {

    Stamp stamp();

    /** Pixels across, at full size. */
    int width();

    /** Pixels down, at full size. */
    int height();

    /**
     * The picture as BGR, 8 bits a channel ({@code CV_8UC3}), not smaller than {@code width}×{@code height} in either
     * direction unless the picture itself is; the smallest that comes cheaply, so usually larger than asked. It stays the
     * frame's: do not write to it, do not release it, do not use it after {@link #close}.
     *
     * @throws BadPictureException if what the camera delivered is no picture
     */
    Mat atLeast(int width, int height) throws IOException;

    /** Frees the native memory. Closing twice is harmless. */
    @Override
    void close();
}
