package io.edgelens.train;

import java.util.stream.IntStream;

/**
 * How far a network's probabilities mean what they say, and the temperature that makes them do so (Guo et al., On
 * Calibration of Modern Neural Networks, 2017): logits are divided by it, which changes no answer.
 *
 * @param temperature fitted on every other picture
 * @param errorBefore expected calibration error on the pictures in between, without the temperature, 0..1
 * @param error the same with it
 */
record Calibration(double temperature, double errorBefore, double error) {

    private static final int BINS = 15;
    private static final double COLDEST = 0.05;
    private static final double HOTTEST = 20;

    /** Fits to one half of the pictures and measures on the other. */
    static Calibration fit(float[] logits, int[] labels, int classes) {
        if (labels.length < 2) {
            return new Calibration(1, 0, 0);
        }
        var fitted = IntStream.range(0, labels.length).filter(i -> i % 2 == 0).toArray();
        var measured = IntStream.range(0, labels.length).filter(i -> i % 2 == 1).toArray();
        double temperature = coolest(logits, labels, classes, fitted);
        return new Calibration(
                temperature,
                expectedError(logits, labels, classes, measured, 1),
                expectedError(logits, labels, classes, measured, temperature));
    }

    /** Golden section search over the logarithm of the temperature; the likelihood has one top. */
    private static double coolest(float[] logits, int[] labels, int classes, int[] of) {
        double ratio = (Math.sqrt(5) - 1) / 2;
        double low = Math.log(COLDEST);
        double high = Math.log(HOTTEST);
        for (int i = 0; i < 60; i++) {
            double left = high - ratio * (high - low);
            double right = low + ratio * (high - low);
            if (surprise(logits, labels, classes, of, Math.exp(left))
                    < surprise(logits, labels, classes, of, Math.exp(right))) {
                high = right;
            } else {
                low = left;
            }
        }
        return Math.exp((low + high) / 2);
    }

    /** The mean negative log likelihood, as a function of the temperature. */
    private static double surprise(float[] logits, int[] labels, int classes, int[] of, double temperature) {
        double sum = 0;
        for (int i : of) {
            sum -= Math.log(Math.max(1e-12, softmax(logits, i * classes, classes, temperature)[labels[i]]));
        }
        return sum / of.length;
    }

    private static double expectedError(float[] logits, int[] labels, int classes, int[] of, double temperature) {
        var confidence = new double[BINS];
        var right = new double[BINS];
        for (int i : of) {
            var probability = softmax(logits, i * classes, classes, temperature);
            int best = Confusion.largest(logits, i * classes, classes);
            int bin = (int) Math.min(BINS - 1, Math.floor(probability[best] * BINS));
            confidence[bin] += probability[best];
            right[bin] += best == labels[i] ? 1 : 0;
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(confidence[bin] - right[bin]);
        }
        return error / of.length;
    }

    static double[] softmax(float[] logits, int from, int classes, double temperature) {
        var probability = new double[classes];
        double largest = logits[from + Confusion.largest(logits, from, classes)];
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            probability[c] = Math.exp((logits[from + c] - largest) / temperature);
            sum += probability[c];
        }
        for (int c = 0; c < classes; c++) {
            probability[c] /= sum;
        }
        return probability;
    }
}
