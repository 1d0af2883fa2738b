package io.edgelens.train;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the batches of a run, one after another: the same for the same seed and step, so that an interrupted run goes
 * on as it would have. Owns scratch memory; one thread only.
 */
final class Lesson implements AutoCloseable {

    private final Pictures pictures;
    private final int[] training;
    private final int classes;
    private final Plan plan;
    private final @Nullable LinearHead teacher;
    private final int views;
    private final int features;
    private final Augmentation augmentation;
    private int orderedEpoch = -1;
    private int[] order = {};

    /** @param teacher fitted to the same pictures, or null to learn from the labels alone */
    Lesson(
            Pictures pictures,
            int[] training,
            int classes,
            Plan plan,
            Normalization normalization,
            @Nullable LinearHead teacher) {
        this.pictures = pictures;
        this.training = training;
        this.classes = classes;
        this.plan = plan;
        this.teacher = teacher;
        views = teacher == null ? 0 : teacher.views();
        features = teacher == null ? 0 : teacher.length();
        augmentation = new Augmentation(normalization);
    }

    /** How many batches show each picture once. */
    int stepsPerEpoch() {
        return Math.max(1, training.length / plan.batch());
    }

    /** Batch number {@code step} of an epoch, both counted from 0, of pictures {@code size} wide and high. */
    Batch batch(int epoch, int step, int size) {
        if (epoch != orderedEpoch) {
            order = shuffled(epoch);
            orderedEpoch = epoch;
        }
        int count = plan.batch();
        var batch = new Batch(
                count,
                size,
                new float[count * 3 * size * size],
                new float[count * classes],
                new float[count * features]);
        var random = new SplittableRandom(plan.seed() + 7_919L * epoch + 104_729L * step);
        for (int i = 0; i < count; i++) {
            example(batch, i, order[(step * count + i) % order.length], random.split());
        }
        return batch;
    }

    private void example(Batch batch, int i, int picture, SplittableRandom random) {
        int side = pictures.side();
        // The whole picture is what a camera will show, so it comes more often than any one part.
        int number = views < 2 || random.nextDouble() < 0.35 ? 0 : 1 + random.nextInt(views - 1);
        View view;
        if (teacher != null) {
            view = teacher.view(picture, number);
            teacher.read(picture, number, batch.features(), i * features);
        } else {
            view = random.nextDouble() < 0.25 ? View.of(side, picture, 0) : View.random(side, random);
        }
        int at = i * 3 * batch.size() * batch.size();
        augmentation.degraded(pictures.pixels(picture), side, view, batch.size(), random, batch.pictures(), at);
        target(batch, i, pictures.label(picture));
    }

    /** The label, softened: by what the teacher thinks, or else by a little doubt. */
    private void target(Batch batch, int i, int label) {
        var guess = new float[classes];
        float trust = plan.smoothing();
        if (teacher == null) {
            Arrays.fill(guess, 1f / classes);
        } else {
            var seen = new float[features];
            System.arraycopy(batch.features(), i * features, seen, 0, features);
            teacher.classify(seen, 1, guess);
            trust = plan.trust();
        }
        int start = i * classes;
        for (int c = 0; c < classes; c++) {
            batch.targets()[start + c] = trust * guess[c] + (c == label ? 1 - trust : 0);
        }
    }

    private int[] shuffled(int epoch) {
        var positions = IntStream.of(training).toArray();
        LinearHead.shuffle(positions, new SplittableRandom(plan.seed() + 31L * epoch));
        return positions;
    }

    @Override
    public void close() {
        augmentation.close();
    }
}
