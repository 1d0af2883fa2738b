package io.edgelens.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a teacher network sees in each view of each picture, read from the file that {@link Teacher} wrote. A feature
 * is one byte: 255 √(f/6), for features that end in a ReLU6 or are seldom larger.
 */
final class TeacherFeatures {

    private static final float LARGEST = 6;
    private static final int BOX = 4;

    private final ByteBuffer[] views;
    private final int length;
    private final float[] decoded = new float[256];

    private TeacherFeatures(ByteBuffer[] views, int length) {
        this.views = views;
        this.length = length;
        for (int i = 0; i < decoded.length; i++) {
            decoded[i] = LARGEST * (i / 255f) * (i / 255f);
        }
    }

    /**
     * Maps the file into memory.
     *
     * @throws IOException if it cannot be read, or does not hold so many views of so many pictures
     */
    static TeacherFeatures open(Path file, int pictures, int views) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long bytesPerView = channel.size() / views;
            long bytesPerPicture = bytesPerView / pictures;
            if (bytesPerPicture * pictures * views != channel.size() || bytesPerPicture <= BOX) {
                throw new IOException(file + " does not hold the teacher's features of these pictures; remove it");
            }
            var mapped = new ByteBuffer[views];
            for (int i = 0; i < views; i++) {
                mapped[i] = channel.map(MapMode.READ_ONLY, i * bytesPerView, bytesPerView);
            }
            return new TeacherFeatures(mapped, Math.toIntExact(bytesPerPicture) - BOX);
        }
    }

    /** One view of one picture, as it stands in the file. */
    static ByteBuffer encode(View view, float[] features) {
        var bytes = ByteBuffer.allocate(BOX + features.length)
                .put((byte) view.x())
                .put((byte) view.y())
                .put((byte) view.width())
                .put((byte) view.height());
        for (float feature : features) {
            double root = Math.sqrt(Math.max(0, feature) / LARGEST);
            bytes.put((byte) Math.min(255, Math.round(255 * root)));
        }
        return bytes.flip();
    }

    int views() {
        return views.length;
    }

    /** How many features a view has. */
    int length() {
        return length;
    }

    /** Writes the features of one view of one picture to {@code into}, from {@code offset} on. */
    void read(int picture, int view, float[] into, int offset) {
        int start = picture * (BOX + length) + BOX;
        for (int i = 0; i < length; i++) {
            into[offset + i] = decoded[views[view].get(start + i) & 0xFF];
        }
    }

    /** Which part of the picture a view shows. */
    View view(int picture, int view) {
        int start = picture * (BOX + length);
        var from = views[view];
        return new View(
                from.get(start) & 0xFF,
                from.get(start + 1) & 0xFF,
                from.get(start + 2) & 0xFF,
                from.get(start + 3) & 0xFF);
    }
}
