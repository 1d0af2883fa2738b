package io.edgelens.source;

import java.util.concurrent.TimeUnit;

/** Keeps a source that could deliver at any speed to a steady number of frames a second. For one thread. */
final class Pace {

    private final long interval;
    private long next = System.nanoTime();

    Pace(int framesPerSecond) {
        interval = TimeUnit.SECONDS.toNanos(1) / framesPerSecond;
    }

    /** Waits until the next frame is due. Time lost before is not made up for by a burst. */
    void await() throws InterruptedException {
        long now = System.nanoTime();
        long wait = next - now;
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
        next = Math.max(next, now) + interval;
    }
}
