package io.edgelens.source;

import io.edgelens.frame.BadPictureException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into the JPEG pictures in it. What stands between pictures is passed over: nothing in a bare
 * MJPEG file, the part headers of a multipart HTTP stream whatever its boundary looks like, the chunk headers of an AVI
 * file. A picture is whole as soon as its last byte is there. For one thread.
 *
 * <p>Segments are skipped by their length, so a thumbnail inside a picture is not taken for a picture (ITU-T T.81,
 * annex B).
 */
final class JpegStream {

    /** Where the bytes come from. */
    @FunctionalInterface
    interface Bytes {
        /**
         * Reads at least one byte, and at most {@code length} into {@code buffer} from {@code offset} on.
         *
         * @return how many; -1 at the end
         */
        int read(byte[] buffer, int offset, int length) throws IOException, InterruptedException;
    }

    private enum Where {
        BETWEEN,
        SEGMENTS,
        SCAN
    }

    /** Larger than any camera sends; so much memory a stream gone wrong may take. */
    static final int LARGEST = 1 << 23;
    /** So much that is no picture, and it is time to say so. */
    private static final int MOST_BETWEEN = 1 << 20;

    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;

    private final Bytes bytes;
    private byte[] buffer = new byte[1 << 18];
    /** The picture begins here. */
    private int start;
    /** Everything before this has been looked at; may lie behind {@link #end} while a segment is still coming. */
    private int at;

    private int end;
    private long between;
    private Where where = Where.BETWEEN;
    /** Whether this picture's frame header, and its first scan, have come: neither the header nor APPn come again. */
    private boolean sized;

    private boolean scanned;
    private @Nullable BadPictureException pending;

    JpegStream(Bytes bytes) {
        this.bytes = bytes;
    }

    /**
     * The next whole picture, in an array of its own; null at the end of the stream.
     *
     * @throws BadPictureException if the next picture is cut off or none; the one after it may be good
     */
    byte @Nullable [] next() throws IOException, InterruptedException {
        while (!scan()) {
            makeRoom();
            int count = bytes.read(buffer, end, buffer.length - end);
            if (count < 0) {
                return atEnd();
            }
            end += count;
        }
        return cut();
    }

    /**
     * As {@link #next}, but when more than one whole picture has already arrived, the newest of them: for streams that do
     * not wait for their reader.
     */
    byte @Nullable [] newest() throws IOException, InterruptedException {
        var bad = pending;
        if (bad != null) {
            pending = null;
            throw bad;
        }
        var picture = next();
        try {
            while (picture != null && scan()) {
                picture = cut();
            }
        } catch (BadPictureException e) {
            // The one before it is good.
            pending = e;
        }
        return picture;
    }

    private byte @Nullable [] atEnd() throws BadPictureException {
        boolean cutOff = where != Where.BETWEEN;
        where = Where.BETWEEN;
        start = at = end = 0;
        if (cutOff) {
            throw new BadPictureException("a truncated JPEG: the stream ends in the middle of it");
        }
        return null;
    }

    private byte[] cut() {
        var picture = Arrays.copyOfRange(buffer, start, at);
        start = at;
        return picture;
    }

    /** Room for at least one byte more. */
    private void makeRoom() {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            at -= start;
            end -= start;
            start = 0;
        }
        if (buffer.length - end < buffer.length / 4) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
    }

    /** Looks through what has arrived; true once a whole picture lies from {@code start} to {@code at}. */
    private boolean scan() throws BadPictureException {
        while (at < end) {
            switch (where) {
                case BETWEEN -> {
                    if (!findStart()) {
                        return false;
                    }
                }
                case SEGMENTS -> {
                    if (end - at < 2 || (end - at < 4 && hasLength(buffer[at + 1] & 0xFF))) {
                        return false;
                    }
                    if (skipSegment()) {
                        return true;
                    }
                }
                case SCAN -> {
                    if (!findMarker()) {
                        return false;
                    }
                }
            }
            if (at - start > LARGEST) {
                throw lost("too large a picture: more than " + (LARGEST >> 20) + " MiB");
            }
        }
        return false;
    }

    /** SOI and the first byte of the next marker: two bytes alone occur by chance. */
    private boolean findStart() throws BadPictureException {
        int from = at;
        while (end - at >= 3) {
            if (buffer[at] == (byte) 0xFF && buffer[at + 1] == (byte) SOI && buffer[at + 2] == (byte) 0xFF) {
                start = at;
                at += 2;
                between = 0;
                where = Where.SEGMENTS;
                sized = scanned = false;
                return true;
            }
            at++;
        }
        start = at;
        between += at - from;
        if (between > MOST_BETWEEN) {
            between = 0;
            throw new BadPictureException("a megabyte of data without a JPEG in it");
        }
        return false;
    }

    /** Whether a segment follows: not after the end, after a restart marker or after a fill byte. */
    private static boolean hasLength(int marker) {
        return marker >= 0xC0 && marker < 0xFF && (marker < 0xD0 || marker > EOI);
    }

    /** True if the marker at {@code at} ends the picture. */
    private boolean skipSegment() throws BadPictureException {
        int marker = buffer[at + 1] & 0xFF;
        if (buffer[at] != (byte) 0xFF || (marker < 0xC0 && marker > 0x01) || marker == 0) {
            throw lost("not a JPEG: no marker at byte " + (at - start));
        }
        if (marker == 0xFF) {
            at++;
        } else if (marker == EOI) {
            at += 2;
            where = Where.BETWEEN;
            return true;
        } else if (marker == SOI) {
            int next = at;
            var why = lost("a truncated JPEG: the next one begins at byte " + (at - start));
            at = next;
            throw why;
        } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) {
            at += 2;
        } else if ((sized && isFrame(marker)) || (scanned && marker >= 0xE0 && marker <= 0xEF)) {
            throw lost("a truncated JPEG: another one begins before byte " + (at - start));
        } else {
            sized |= isFrame(marker);
            scanned |= marker == SOS;
            at += 2 + twoBytes(at + 2);
            where = marker == SOS ? Where.SCAN : Where.SEGMENTS;
        }
        return false;
    }

    /** SOF0 to SOF15, without DHT, JPG and DAC that share the range. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    /** In compressed data, 0xFF is followed by 0 or a restart marker; anything else ends it. */
    private boolean findMarker() {
        int i = at;
        var b = buffer;
        for (int last = end - 1; i < last; i++) {
            if (b[i] == (byte) 0xFF) {
                int next = b[i + 1] & 0xFF;
                if (next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) {
                    at = i;
                    where = Where.SEGMENTS;
                    return true;
                }
            }
        }
        at = i;
        return false;
    }

    /** Gives the picture up and looks for the next one, which a segment cut short may seem to hold. */
    private BadPictureException lost(String why) {
        where = Where.BETWEEN;
        at = start + 2;
        return new BadPictureException(why);
    }

    private int twoBytes(int from) {
        return (buffer[from] & 0xFF) << 8 | (buffer[from + 1] & 0xFF);
    }
}
