package io.edgelens.flow;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Where the main thread waits until the process is to end: {@code try (barrier; pipeline) { return barrier.await(); }}.
 * A signal opens it, and the process then goes on until {@link #close}, at most for the grace time.
 */
public final class Barrier implements AutoCloseable {

    /** Greengrass kills after 5 s; we promise 3. */
    private static final Duration GRACE = Duration.ofMillis(2900);

    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endOrderly, "shutdown");

    /** From now on SIGTERM and SIGINT open the barrier. */
    public Barrier() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void endOrderly() {
        open(0);
        try {
            closed.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets {@link #await} return {@code code}; only the first call counts. Any thread may call it. */
    public void open(int code) {
        exitCode.complete(code);
    }

    /** Waits until the barrier is opened and returns the exit code. */
    public int await() throws InterruptedException {
        try {
            return exitCode.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes it that way", e);
        }
    }

    /** Tells the waiting signal that everything is closed. */
    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // the hook is at work, and ends now
        }
    }
}
