package io.edgelens.train;

import java.util.Arrays;

/**
 * How a network's answers compare with the truth, over some pictures: counts by true class (row) and answered class
 * (column).
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Confusion(int[][] counts) {

    /**
     * @param logits or probabilities, picture by picture
     * @param labels the true classes
     */
    static Confusion of(float[] logits, int[] labels, int classes) {
        var counts = new int[classes][classes];
        for (int i = 0; i < labels.length; i++) {
            counts[labels[i]][largest(logits, i * classes, classes)]++;
        }
        return new Confusion(counts);
    }

    static int largest(float[] numbers, int from, int count) {
        int best = 0;
        for (int c = 1; c < count; c++) {
            if (numbers[from + c] > numbers[from + best]) {
                best = c;
            }
        }
        return best;
    }

    int total() {
        return Arrays.stream(counts).flatMapToInt(Arrays::stream).sum();
    }

    int total(int label) {
        return Arrays.stream(counts[label]).sum();
    }

    /** The share of right answers, 0..1. */
    double accuracy() {
        int right = 0;
        for (int c = 0; c < counts.length; c++) {
            right += counts[c][c];
        }
        return total() == 0 ? 0 : (double) right / total();
    }

    /** The share of a class's pictures that were recognised, 0..1. */
    double recall(int label) {
        return total(label) == 0 ? 0 : (double) counts[label][label] / total(label);
    }

    /** The share of the answers {@code label} that were right, 0..1. */
    double precision(int label) {
        int answered = Arrays.stream(counts).mapToInt(row -> row[label]).sum();
        return answered == 0 ? 0 : (double) counts[label][label] / answered;
    }
}
