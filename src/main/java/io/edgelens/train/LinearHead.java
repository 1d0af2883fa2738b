package io.edgelens.train;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A softmax classifier straight on a teacher's features: multinomial logistic regression, fitted with Adam. Also
 * holds how the features are centred and scaled; the student learns them in that form.
 */
final class LinearHead {

    private static final int BATCH = 128;
    private static final float RATE = 1e-3f;
    private static final float DECAY = 1e-4f;

    private final TeacherFeatures features;
    private final int classes;
    private final float[] mean;
    private final float[] scale;
    private final float[] weights;

    private LinearHead(TeacherFeatures features, int classes) {
        this.features = features;
        this.classes = classes;
        mean = new float[features.length()];
        scale = new float[features.length()];
        weights = new float[classes * (features.length() + 1)];
    }

    /** Fits to the views of the pictures in {@code training}, {@code epochs} times over. */
    static LinearHead fit(
            TeacherFeatures features, Pictures pictures, int[] training, int classes, int epochs, long seed) {
        var head = new LinearHead(features, classes);
        head.measure(training);
        head.descend(pictures, training, epochs, new SplittableRandom(seed));
        return head;
    }

    /**
     * Centres, and scales towards unit variance; features that hardly ever fire are held down, lest their noise
     * count like knowledge.
     */
    private void measure(int[] training) {
        int length = features.length();
        var raw = new float[length];
        var sum = new double[length];
        var squares = new double[length];
        for (int picture : training) {
            features.read(picture, 0, raw, 0);
            for (int i = 0; i < length; i++) {
                sum[i] += raw[i];
                squares[i] += (double) raw[i] * raw[i];
            }
        }
        var deviation = new double[length];
        for (int i = 0; i < length; i++) {
            mean[i] = (float) (sum[i] / training.length);
            deviation[i] = Math.sqrt(Math.max(0, squares[i] / training.length - (double) mean[i] * mean[i]));
        }
        double usual = Arrays.stream(deviation).average().orElse(1);
        for (int i = 0; i < length; i++) {
            scale[i] = (float) (1 / (0.75 * deviation[i] + 0.25 * usual + 1e-6));
        }
    }

    private void descend(Pictures pictures, int[] training, int epochs, SplittableRandom random) {
        var order = training.clone();
        int steps = epochs * (order.length / BATCH + 1);
        var gradient = new float[weights.length];
        var first = new float[weights.length];
        var second = new float[weights.length];
        var x = new float[features.length()];
        var probability = new float[classes];
        for (int step = 0, next = order.length; step < steps; step++) {
            Arrays.fill(gradient, 0);
            for (int i = 0; i < BATCH; i++, next++) {
                if (next >= order.length) {
                    shuffle(order, random);
                    next = 0;
                }
                read(order[next], random.nextInt(features.views()), x, 0);
                classify(x, 1, probability);
                for (int c = 0; c < classes; c++) {
                    float error = probability[c] - (pictures.label(order[next]) == c ? 1 : 0);
                    addScaled(gradient, c, x, error / BATCH);
                }
            }
            float rate = (float) (RATE * 0.5 * (1 + Math.cos(Math.PI * step / steps)));
            adam(gradient, first, second, rate, step + 1);
        }
    }

    private void addScaled(float[] gradient, int c, float[] x, float factor) {
        int row = c * (x.length + 1);
        for (int i = 0; i < x.length; i++) {
            gradient[row + i] += factor * x[i];
        }
        gradient[row + x.length] += factor;
    }

    private void adam(float[] gradient, float[] first, float[] second, float rate, int step) {
        double correct1 = 1 - Math.pow(0.9, step);
        double correct2 = 1 - Math.pow(0.999, step);
        for (int i = 0; i < weights.length; i++) {
            first[i] = 0.9f * first[i] + 0.1f * gradient[i];
            second[i] = 0.999f * second[i] + 0.001f * gradient[i] * gradient[i];
            double move = first[i] / correct1 / (Math.sqrt(second[i] / correct2) + 1e-8);
            weights[i] -= (float) (rate * (move + DECAY * 10 * weights[i]));
        }
    }

    static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** Writes the centred and scaled features of one view of one picture to {@code into}, from {@code offset} on. */
    void read(int picture, int view, float[] into, int offset) {
        features.read(picture, view, into, offset);
        for (int i = 0; i < mean.length; i++) {
            into[offset + i] = (into[offset + i] - mean[i]) * scale[i];
        }
    }

    /** How many views of each picture the teacher saw. */
    int views() {
        return features.views();
    }

    /** How many features there are. */
    int length() {
        return features.length();
    }

    /** Which part of the picture a view shows. */
    View view(int picture, int view) {
        return features.view(picture, view);
    }

    /** The probabilities of the classes, given features as {@link #read} gives them. */
    void classify(float[] x, float temperature, float[] probability) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            int row = c * (x.length + 1);
            float logit = weights[row + x.length];
            for (int i = 0; i < x.length; i++) {
                logit += weights[row + i] * x[i];
            }
            probability[c] = logit / temperature;
            largest = Math.max(largest, probability[c]);
        }
        float sum = 0;
        for (int c = 0; c < classes; c++) {
            probability[c] = (float) Math.exp(probability[c] - largest);
            sum += probability[c];
        }
        for (int c = 0; c < classes; c++) {
            probability[c] /= sum;
        }
    }
}
