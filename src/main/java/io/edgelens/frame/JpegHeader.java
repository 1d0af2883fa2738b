package io.edgelens.frame;

/**
 * The size a JPEG declares, read without decoding it. Only a complete baseline or progressive picture has one:
 * cameras deliver truncated pictures, and bytes that are none, and OpenCV's decoder accepts both.
 *
 * <p>Markers and segments: ITU-T T.81, annex B.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 */
public record JpegHeader(int width, int height) {

    /** Larger pictures are refused before anything is allocated for them: 8192×8192, far above any camera's. */
    public static final long MOST_PIXELS = 1L << 26;

    private static final int SOI = 0xFFD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    /** Some cameras pad a picture to their transfer size; this many bytes after the end are looked through. */
    private static final int MOST_PADDING = 4096;

    /**
     * Reads the header of the first {@code length} bytes.
     *
     * @throws BadPictureException if they do not start and end as a JPEG does, or declare an unusable size
     */
    public static JpegHeader of(byte[] jpeg, int length) throws BadPictureException {
        if (length < 4 || twoBytes(jpeg, 0) != SOI) {
            throw new BadPictureException("not a JPEG: it does not begin with an SOI marker");
        }
        requireEnd(jpeg, length);
        int at = 2;
        while (at + 4 <= length) {
            if ((jpeg[at] & 0xFF) != 0xFF) {
                throw new BadPictureException("not a JPEG: no marker at byte " + at);
            }
            int marker = jpeg[at + 1] & 0xFF;
            if (marker == 0xFF) {
                at++;
                continue;
            }
            if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) {
                at += 2;
                continue;
            }
            if (marker == SOS || marker == EOI) {
                break;
            }
            int segment = twoBytes(jpeg, at + 2);
            if (isStartOfFrame(marker)) {
                return at + 9 <= length ? sized(twoBytes(jpeg, at + 7), twoBytes(jpeg, at + 5)) : failTruncated();
            }
            at += 2 + segment;
        }
        throw new BadPictureException("not a JPEG: it declares no size");
    }

    private static void requireEnd(byte[] jpeg, int length) throws BadPictureException {
        for (int i = length - 2; i >= Math.max(2, length - 2 - MOST_PADDING); i--) {
            if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == EOI) {
                return;
            }
        }
        failTruncated();
    }

    private static JpegHeader failTruncated() throws BadPictureException {
        throw new BadPictureException("a truncated JPEG: its end is missing");
    }

    private static JpegHeader sized(int width, int height) throws BadPictureException {
        if (width == 0 || height == 0) {
            throw new BadPictureException("not a usable JPEG: it declares %d×%d pixels".formatted(width, height));
        }
        if ((long) width * height > MOST_PIXELS) {
            throw tooLarge(width, height);
        }
        return new JpegHeader(width, height);
    }

    static BadPictureException tooLarge(int width, int height) {
        return new BadPictureException("too large a picture: %d×%d pixels, and the most is %d million"
                .formatted(width, height, MOST_PIXELS / 1_000_000));
    }

    /** SOF0 to SOF15, without DHT, JPG and DAC that share the range. */
    private static boolean isStartOfFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static int twoBytes(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }
}
