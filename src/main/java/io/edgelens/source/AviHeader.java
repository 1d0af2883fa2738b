package io.edgelens.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * What the head of an AVI file says about its video. Layout: Microsoft, "AVI RIFF File Reference" (AVISTREAMHEADER,
 * BITMAPINFOHEADER); numbers are little-endian.
 *
 * @param fps frames a second, more than 0
 */
record AviHeader(double fps) {

    private static final Set<String> MJPEG = Set.of("MJPG", "AVRN", "LJPG", "JPGL", "AVDJ", "DMB1");
    /** The headers come first; far less than this. */
    private static final int HEAD = 1 << 16;

    /** @throws OutageException if it is not an AVI file of JPEG pictures */
    static AviHeader of(Path file) throws IOException {
        byte[] head;
        try (var in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
        }
        var text = new String(head, StandardCharsets.ISO_8859_1);
        int stream = text.indexOf("strh");
        while (stream >= 0 && !text.startsWith("vids", stream + 8)) {
            stream = text.indexOf("strh", stream + 4);
        }
        int format = text.indexOf("strf", Math.max(stream, 0));
        if (!text.startsWith("RIFF") || !text.startsWith("AVI ", 8) || stream < 0 || format < 0) {
            throw new OutageException(file + " is not an AVI file with video in it", advice());
        }
        var codec = fourcc(text, format + 24);
        if (!MJPEG.contains(codec)) {
            throw new OutageException(file + " holds " + codec + ", not MJPEG", advice());
        }
        double fps = littleEndian(head, stream + 32) / littleEndian(head, stream + 28);
        if (!(fps >= 0.01 && fps <= 1000)) {
            throw new OutageException(file + " does not say how fast it runs", advice());
        }
        return new AviHeader(fps);
    }

    private static String advice() {
        return "Convert it: ffmpeg -i INPUT -c:v mjpeg -q:v 3 clip.avi";
    }

    private static String fourcc(String text, int at) {
        return at + 4 <= text.length()
                ? text.substring(at, at + 4).toUpperCase(Locale.ROOT).replaceAll("[^ -~]", "?")
                : "nothing";
    }

    private static double littleEndian(byte[] bytes, int at) {
        long value = 0;
        for (int i = 3; i >= 0; i--) {
            value = value << 8 | (at + i < bytes.length ? bytes[at + i] & 0xFF : 0);
        }
        return value;
    }
}
