package io.edgelens.testing;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something a test lets happen beside it, on a daemon thread of its own. */
public final class Background<T> {

    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final Thread thread;

    private Background(Callable<T> work) {
        thread = new Thread(
                () -> {
                    try {
                        result.complete(work.call());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                "test-background");
        thread.setDaemon(true);
    }

    public static <T> Background<T> start(Callable<T> work) {
        var background = new Background<>(work);
        background.thread.start();
        return background;
    }

    /** Returns once it waits for something; otherwise a test of waking up could pass without one. */
    public void awaitWaiting() {
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING)
                        .contains(thread.getState()));
    }

    public void interrupt() {
        thread.interrupt();
    }

    public boolean isDone() {
        return result.isDone();
    }

    public T result() throws Exception {
        return result.get(10, TimeUnit.SECONDS);
    }

    /** What it threw, within ten seconds. */
    public Throwable failure() throws InterruptedException, TimeoutException {
        try {
            throw new AssertionError("it succeeded with " + result.get(10, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
