package io.edgelens.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The size a PNG, BMP or WebP declares, read without decoding it: the sibling of {@link JpegHeader}. A picture without
 * its end has none; OpenCV would fill up what is missing.
 *
 * @param kind {@code PNG}, {@code BMP} or {@code WebP}
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 */
record StillHeader(String kind, int width, int height) {

    private static final String PNG = "\u0089PNG\r\n\u001a\n";
    /** The last chunk of a PNG: no data, its name, and its checksum. */
    private static final String PNG_END = "\0\0\0\0IEND\u00aeB`\u0082";

    /** As much may follow the end. */
    private static final int MOST_PADDING = 4096;

    /** @throws BadPictureException if the bytes are none of the three, end too early or declare an unusable size */
    static StillHeader of(byte[] bytes) throws BadPictureException {
        if (bytes.length == 0) {
            throw new BadPictureException("it is empty");
        }
        var header = header(bytes);
        if (header.width <= 0 || header.height <= 0) {
            throw new BadPictureException(
                    "not a usable %s: it declares %d×%d pixels".formatted(header.kind, header.width, header.height));
        }
        if ((long) header.width * header.height > JpegHeader.MOST_PIXELS) {
            throw JpegHeader.tooLarge(header.width, header.height);
        }
        return header;
    }

    private static StillHeader header(byte[] bytes) throws BadPictureException {
        try {
            if (has(bytes, 0, PNG)) {
                return png(bytes);
            }
            if (has(bytes, 0, "BM")) {
                return bmp(bytes);
            }
            if (has(bytes, 0, "RIFF") && has(bytes, 8, "WEBP")) {
                return webp(bytes);
            }
        } catch (IndexOutOfBoundsException e) {
            throw new BadPictureException("a truncated picture: it ends within its header");
        }
        throw new BadPictureException("neither a JPEG nor a PNG, BMP or WebP");
    }

    /** Width and height open the first chunk, IHDR: PNG specification, 11.2.2. */
    private static StillHeader png(byte[] bytes) throws BadPictureException {
        var header = new StillHeader("PNG", big(bytes, 16), big(bytes, 20));
        var end = new String(
                bytes, Math.max(0, bytes.length - MOST_PADDING), Math.min(MOST_PADDING, bytes.length), ISO_8859_1);
        if (!end.contains(PNG_END)) {
            throw truncated(header);
        }
        return header;
    }

    /** A negative height means rows from top to bottom. */
    private static StillHeader bmp(byte[] bytes) throws BadPictureException {
        boolean old = little(bytes, 14) == 12;
        int width = old ? half(bytes, 18) : little(bytes, 18);
        int height = Math.abs(old ? half(bytes, 20) : little(bytes, 22));
        int bits = half(bytes, old ? 24 : 28);
        var header = new StillHeader("BMP", width, height);
        boolean packed = !old && (little(bytes, 30) == 1 || little(bytes, 30) == 2);
        long row = ((long) width * bits + 31) / 32 * 4;
        if (!packed && little(bytes, 10) + row * height > bytes.length) {
            throw truncated(header);
        }
        return header;
    }

    /** The three ways a WebP begins, RFC 9649: lossy, lossless, and extended with its canvas. */
    private static StillHeader webp(byte[] bytes) throws BadPictureException {
        int width = 0;
        int height = 0;
        if (has(bytes, 12, "VP8 ")) {
            width = half(bytes, 26) & 0x3FFF;
            height = half(bytes, 28) & 0x3FFF;
        } else if (has(bytes, 12, "VP8L")) {
            width = (little(bytes, 21) & 0x3FFF) + 1;
            height = (little(bytes, 21) >> 14 & 0x3FFF) + 1;
        } else if (has(bytes, 12, "VP8X")) {
            width = (little(bytes, 24) & 0xFFFFFF) + 1;
            height = (little(bytes, 26) >>> 8) + 1;
        }
        var header = new StillHeader("WebP", width, height);
        if ((little(bytes, 4) & 0xFFFFFFFFL) + 8 > bytes.length) {
            throw truncated(header);
        }
        return header;
    }

    private static BadPictureException truncated(StillHeader header) {
        return new BadPictureException("a truncated " + header.kind + ": its end is missing");
    }

    private static boolean has(byte[] bytes, int at, String text) {
        return bytes.length >= at + text.length() && new String(bytes, at, text.length(), ISO_8859_1).equals(text);
    }

    private static int big(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at);
    }

    private static int little(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    private static int half(byte[] bytes, int at) {
        return little(bytes, at - 2) >>> 16;
    }
}
