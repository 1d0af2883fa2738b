package io.edgelens.frame;

import org.opencv.core.Mat;

/** Makes pixels from JPEG and JPEG from pixels. Stateless to its callers; any thread may use it. */
public interface JpegCodec {

    /**
     * Decodes to BGR at one over {@code denominator} of the size, rounded up. The caller owns and releases the result.
     *
     * @param jpeg checked with {@link JpegHeader} before
     * @param denominator 1, 2, 4 or 8
     */
    Mat decode(byte[] jpeg, int length, int denominator) throws BadPictureException;

    /**
     * Encodes a BGR picture, which stays the caller's.
     *
     * @param quality 1 to 100
     */
    byte[] encode(Mat bgr, int quality);
}
