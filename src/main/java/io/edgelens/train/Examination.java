package io.edgelens.train;

import java.util.Arrays;

/** Asks a network about whole pictures as they are, without learning from them. */
final class Examination {

    private static final int BATCH = 32;

    private final Pictures pictures;
    private final int size;
    private final Normalization normalization;

    Examination(Pictures pictures, int size, Normalization normalization) {
        this.pictures = pictures;
        this.size = size;
        this.normalization = normalization;
    }

    /** The network's logits, picture by picture. */
    float[] logits(Network network, int[] positions, int classes) {
        var logits = new float[positions.length * classes];
        try (var loader = new Augmentation(normalization)) {
            var input = new float[BATCH * 3 * size * size];
            for (int from = 0; from < positions.length; from += BATCH) {
                int count = Math.min(BATCH, positions.length - from);
                for (int i = 0; i < count; i++) {
                    var pixels = pictures.pixels(positions[from + i]);
                    loader.plain(pixels, pictures.side(), size, input, i * 3 * size * size);
                }
                var answers = network.answer(input, count, size);
                System.arraycopy(answers, 0, logits, from * classes, count * classes);
            }
        }
        return logits;
    }

    /** The true classes of the pictures. */
    int[] labels(int[] positions) {
        return Arrays.stream(positions).map(pictures::label).toArray();
    }
}
