package io.edgelens.train;

import io.edgelens.flow.Worker;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A run of training: batch after batch, made ahead on a thread of their own, until the plan is through. After each
 * epoch the {@link Listener} is told, on the caller's thread.
 */
final class Training {

    /** How many batches lie ready at most. */
    private static final int AHEAD = 3;

    private static final float AVERAGING = 0.9985f;

    private final Network network;
    private final Lesson lesson;
    private final Plan plan;

    /** How far a run has come. */
    record Progress(int epoch, int step, int steps, double seconds, double done, float label, float features) {}

    /** Hears of a run's progress. */
    interface Listener {
        /** A step is over. */
        void stepped(Progress progress);

        /** An epoch is over: now is the time to save. */
        void finished(Progress progress);
    }

    Training(Network network, Lesson lesson, Plan plan) {
        this.network = network;
        this.lesson = lesson;
        this.plan = plan;
    }

    /**
     * Trains from the beginning of an epoch to the end of the plan. Takes over and closes nothing; but the lesson must
     * not be used or closed before this returns.
     *
     * @param firstEpoch how many epochs were done before
     * @param secondsBefore how long they took
     */
    void run(int firstEpoch, double secondsBefore, Listener listener) throws InterruptedException {
        long start = System.nanoTime();
        int steps = lesson.stepsPerEpoch();
        float label = 0;
        float features = 0;
        for (int epoch = firstEpoch; done(epoch, 0, steps, secondsBefore + seconds(start)) < 1; epoch++) {
            int current = epoch;
            int size = plan.sizeAt(done(epoch, 0, steps, secondsBefore + seconds(start)));
            try (var batches = new Batches(step -> lesson.batch(current, step, size), steps)) {
                for (int step = 0; step < steps; step++) {
                    double seconds = secondsBefore + seconds(start);
                    double done = done(epoch, step, steps, seconds);
                    var losses =
                            network.learn(batches.take(), plan.rateAt(done), plan.decay(), plan.imitation(), AVERAGING);
                    float keep = step == 0 && epoch == firstEpoch ? 0 : 0.98f;
                    label = keep * label + (1 - keep) * losses.label();
                    features = keep * features + (1 - keep) * losses.features();
                    listener.stepped(new Progress(epoch, step + 1, steps, seconds, done, label, features));
                    if (plan.minutes() > 0 && done >= 1) {
                        break;
                    }
                }
            }
            double seconds = secondsBefore + seconds(start);
            double done = done(epoch + 1, 0, steps, seconds);
            listener.finished(new Progress(epoch + 1, 0, steps, seconds, done, label, features));
        }
    }

    private double done(int epoch, int step, int steps, double seconds) {
        return plan.minutes() > 0
                ? Math.min(1, seconds / 60 / plan.minutes())
                : (epoch + (double) step / steps) / plan.epochs();
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Makes a batch. */
    private interface Maker {
        Batch make(int step);
    }

    /** The batches of an epoch, made ahead by a worker. */
    private static final class Batches implements AutoCloseable {

        private final BlockingQueue<Batch> ready = new ArrayBlockingQueue<>(AHEAD);
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Worker worker;
        private int next;

        Batches(Maker maker, int count) {
            worker = Worker.start(
                    "lesson",
                    () -> {
                        if (next >= count) {
                            Thread.sleep(10);
                        } else {
                            ready.put(maker.make(next++));
                        }
                    },
                    failure::set);
        }

        Batch take() throws InterruptedException {
            while (true) {
                var batch = ready.poll(1, TimeUnit.SECONDS);
                if (batch != null) {
                    return batch;
                }
                if (failure.get() != null) {
                    throw new IllegalStateException("the batches ended", failure.get());
                }
            }
        }

        @Override
        public void close() {
            worker.close();
        }
    }
}
