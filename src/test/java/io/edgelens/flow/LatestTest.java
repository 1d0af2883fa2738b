package io.edgelens.flow;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgelens.frame.Frame;
import io.edgelens.testing.FakeFrames;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LatestTest {

    private final FakeFrames frames = new FakeFrames();
    private final Latest<Frame> slot = new Latest<>(Frame::close);

    @AfterEach
    void everyFrameIsClosedExactlyOnce() {
        slot.close();
        frames.assertAllClosedOnce();
    }

    @Test
    void aNewerFrameReplacesAnUntakenOne() throws Exception {
        slot.put(frames.next());
        slot.put(frames.next());

        try (Frame taken = slot.take(ZERO).orElseThrow()) {
            assertThat(taken.stamp().number()).isEqualTo(2);
        }
        assertThat(slot.dropped()).isEqualTo(1);
    }

    @Test
    void aTakenFrameIsGoneFromTheSlot() throws Exception {
        slot.put(frames.next());
        slot.take(ZERO).orElseThrow().close();

        assertThat(slot.take(ZERO)).isEmpty();
    }

    @Test
    void aNewFrameWakesAWaitingTaker() throws Exception {
        var taken = takeOnAnotherThread();
        slot.put(frames.next());

        assertThat(taken)
                .succeedsWithin(ofSeconds(5))
                .satisfies(frame -> frame.orElseThrow().close());
    }

    @Test
    void closingWakesAWaitingTaker() throws Exception {
        slot.put(frames.next());
        slot.take(ZERO).orElseThrow().close();
        var taken = takeOnAnotherThread();
        slot.close();

        assertThat(taken).succeedsWithin(ofSeconds(5)).isEqualTo(Optional.empty());
    }

    /** Returns once the taker is really waiting; otherwise these tests could pass without a wake-up. */
    private CompletableFuture<Optional<Frame>> takeOnAnotherThread() {
        var taken = new CompletableFuture<Optional<Frame>>();
        var taker = new Thread(() -> {
            try {
                taken.complete(slot.take(ofSeconds(60)));
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        taker.setDaemon(true);
        taker.start();
        await().until(() -> taker.getState() == Thread.State.TIMED_WAITING);
        return taken;
    }

    @Test
    void closingFreesTheFrameNobodyTook() {
        slot.put(frames.next());
        slot.close();

        frames.assertAllClosedOnce();
    }

    @Test
    void aClosedSlotClosesWhatItIsGiven() {
        slot.close();
        slot.put(frames.next());
    }
}
