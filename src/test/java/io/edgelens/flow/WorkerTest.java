package io.edgelens.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkerTest {

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void itsBelongingsAreClosedOnItsOwnThreadAfterTheLastStep() {
        var worker = Worker.start(
                "worker",
                this::sleepLong,
                () -> log.add("closed on " + Thread.currentThread().getName()),
                failures::add);
        worker.close();

        assertThat(log).containsExactly("closed on worker");
        assertThat(worker.finished()).isTrue();
        assertThat(failures).isEmpty();
    }

    @Test
    void aStepThatHangsKeepsItsBelongingsAndDoesNotHoldUpTheEnd() {
        var worker = Worker.start("worker", this::hang, () -> log.add("closed"), failures::add);
        await().until(() -> log.contains("hanging"));
        long before = System.nanoTime();
        worker.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Worker.GRACE.plusSeconds(1));
        assertThat(log).containsExactly("hanging");
        release.countDown();
        await().until(worker::finished);
        assertThat(log).containsExactly("hanging", "closed");
    }

    @Test
    void aFailureEndsTheLoopIsToldOnceAndFreesTheBelongings() {
        var worker = Worker.start(
                "worker",
                () -> {
                    throw new IllegalStateException("broken");
                },
                () -> log.add("closed"),
                failures::add);
        await().until(worker::finished);

        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessage("broken"));
        assertThat(log).containsExactly("closed");
        worker.close();
    }

    @Test
    void itMayCloseItself() {
        var itself = new CopyOnWriteArrayList<Worker>();
        var started = new CountDownLatch(1);
        itself.add(Worker.start(
                "worker",
                () -> {
                    started.await();
                    itself.get(0).close();
                },
                failures::add));
        started.countDown();

        await().until(itself.get(0)::finished);
        assertThat(failures).isEmpty();
    }

    private void sleepLong() throws InterruptedException {
        TimeUnit.HOURS.sleep(1);
    }

    /** As a native call does. */
    private void hang() {
        if (log.isEmpty()) {
            log.add("hanging");
        }
        while (release.getCount() > 0) {
            try {
                release.await();
            } catch (InterruptedException e) {
                // a native call does not hear it
            }
        }
    }
}
