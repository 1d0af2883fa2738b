package io.edgelens.flow;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A named thread that repeats one step until it is closed, and then frees what the step worked with, on the
 * same thread. So nothing native is ever freed under a running thread: a step that hangs in a native call
 * keeps its belongings, and {@link #close} gives up on it after the grace time. Worker threads are daemons;
 * a hung one does not keep the process alive.
 */
public final class Worker implements AutoCloseable {

    /** How long {@link #close} waits for a step to end. Greengrass kills 5 s after it asks; we promise 3. */
    public static final Duration GRACE = Duration.ofMillis(2500);

    /** One turn of the loop. Must return or throw {@link InterruptedException} soon after an interrupt. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    private final Thread thread;
    private volatile boolean running = true;
    private volatile long stopAskedNanos;

    private Worker(String name, Step step, AutoCloseable belongings, Consumer<Throwable> onFailure) {
        thread = new Thread(() -> live(step, belongings, onFailure), name);
        thread.setDaemon(true);
    }

    /** Starts a worker whose step owns nothing that must be freed. */
    public static Worker start(String name, Step step, Consumer<Throwable> onFailure) {
        return start(name, step, () -> {}, onFailure);
    }

    /**
     * Starts repeating {@code step}. Takes {@code belongings} over and closes them on the worker's thread after the last
     * step. {@code onFailure} hears, on that thread, of the exception that ended the loop or of one from the closing.
     */
    public static Worker start(String name, Step step, AutoCloseable belongings, Consumer<Throwable> onFailure) {
        var worker = new Worker(name, step, belongings, onFailure);
        worker.thread.start();
        return worker;
    }

    private void live(Step step, AutoCloseable belongings, Consumer<Throwable> onFailure) {
        try {
            repeat(step);
        } catch (Throwable failure) {
            onFailure.accept(failure);
        } finally {
            // An interrupt was for the loop; what is closed now may still have to wait for something.
            Thread.interrupted();
            try {
                belongings.close();
            } catch (Exception failure) {
                onFailure.accept(failure);
            }
        }
    }

    private void repeat(Step step) throws Exception {
        try {
            while (running) {
                step.run();
            }
        } catch (Exception e) {
            // Asked to stop, a step may end in any way an interrupt ends what it was doing.
            if (running) {
                throw e;
            }
        }
    }

    /** Asks the loop to end and interrupts the step in progress; returns at once. */
    public void stop() {
        if (running) {
            stopAskedNanos = System.nanoTime();
            running = false;
            thread.interrupt();
        }
    }

    /**
     * Stops and waits until the belongings are closed, at most {@link #GRACE} from the first {@link #stop}. May be
     * called from the worker's own step, and then does not wait.
     */
    @Override
    public void close() {
        stop();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            var left = GRACE.toNanos() - (System.nanoTime() - stopAskedNanos);
            thread.join(Math.max(1, left / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the loop has ended and the belongings are closed. */
    public boolean finished() {
        return !thread.isAlive();
    }
}
