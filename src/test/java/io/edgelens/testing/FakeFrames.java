package io.edgelens.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgelens.frame.Frame;
import io.edgelens.frame.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.opencv.core.Mat;

/** Frames without native memory that remember whether they were closed. */
public final class FakeFrames {

    private final List<FakeFrame> made = new ArrayList<>();

    public synchronized Frame next() {
        var number = made.size() + 1L;
        var frame = new FakeFrame(
                new Stamp(number, Instant.EPOCH.plusMillis(number), System.nanoTime()), new AtomicInteger());
        made.add(frame);
        return frame;
    }

    public synchronized int made() {
        return made.size();
    }

    public synchronized void assertAllClosedOnce() {
        assertThat(made)
                .isNotEmpty()
                .allSatisfy(frame -> assertThat(frame.closed).as("closed").hasValue(1));
    }

    private record FakeFrame(Stamp stamp, AtomicInteger closed) implements Frame {

        @Override
        public int width() {
            return 640;
        }

        @Override
        public int height() {
            return 480;
        }

        @Override
        public Mat atLeast(int width, int height) {
            throw new AssertionError("nobody should want this frame's pixels");
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
