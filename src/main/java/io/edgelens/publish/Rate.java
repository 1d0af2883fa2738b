package io.edgelens.publish;

import java.time.Duration;

/**
 * So many in so long, evenly: the generic cell rate algorithm (ITU-T I.371). Over any span no more than
 * {@code span / interval + burst} are let through. Times are nanoseconds of the monotonic clock. For one thread.
 */
final class Rate {

    private final long interval;
    private final long tolerance;
    private long next;
    private boolean started;

    private Rate(long interval, long tolerance) {
        this.interval = interval;
        this.tolerance = tolerance;
    }

    /** One per {@code interval} in the long run, and as many as {@code burst} at once after a pause. */
    static Rate of(Duration interval, int burst) {
        return new Rate(interval.toNanos(), interval.toNanos() * (burst - 1));
    }

    /** One per {@code interval} in the long run, each at most {@code early} before its time. */
    static Rate steady(Duration interval, Duration early) {
        return new Rate(interval.toNanos(), early.toNanos());
    }

    /** When the next may go. */
    long free(long now) {
        return started ? Math.max(now, next - tolerance) : now;
    }

    /** Counts one that goes {@code now}. */
    void take(long now) {
        next = (started ? Math.max(next, now) : now) + interval;
        started = true;
    }

    /** Counts one that goes {@code now} and lets the next interval begin with it. */
    void restart(long now) {
        next = now + interval;
        started = true;
    }
}
