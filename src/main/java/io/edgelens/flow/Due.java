package io.edgelens.flow;

import java.time.Duration;

/** Says when it is time again, so that something happens at most so often. For one thread. */
public final class Due {

    private final long interval;
    private long next = Long.MIN_VALUE;

    private Due(long interval) {
        this.interval = interval;
    }

    /** At most {@code times} a second. */
    public static Due perSecond(int times) {
        return new Due(Duration.ofSeconds(1).toNanos() / times);
    }

    /**
     * Whether it is time at {@code now}, in monotonic nanoseconds; if so, the next time is counted from here. What
     * comes a quarter of the interval early counts as in time, so that a 30/s camera's jitter loses no picture of 30/s.
     */
    public boolean at(long now) {
        if (next != Long.MIN_VALUE && now - next < -interval / 4) {
            return false;
        }
        next = (next == Long.MIN_VALUE ? now : Math.max(next, now - interval / 4)) + interval;
        return true;
    }
}
