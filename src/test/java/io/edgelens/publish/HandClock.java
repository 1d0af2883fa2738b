package io.edgelens.publish;

import io.edgelens.flow.Clock;
import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until it is turned. */
final class HandClock implements Clock {

    private volatile Duration passed = Duration.ZERO;

    @Override
    public Instant now() {
        return Instant.parse("2026-11-20T21:00:00Z").plus(passed);
    }

    @Override
    public long nanos() {
        // Any origin is allowed, also one in the future.
        return passed.minusHours(1).toNanos();
    }

    synchronized void turn(Duration by) {
        passed = passed.plus(by);
    }
}
