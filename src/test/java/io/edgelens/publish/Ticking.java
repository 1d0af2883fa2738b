package io.edgelens.publish;

import io.edgelens.flow.Clock;
import java.time.Duration;
import java.time.Instant;

/** A clock on which so much time passes between two frames that the policy lets each of them through. */
final class Ticking implements Clock {

    private long nanos;

    @Override
    public Instant now() {
        return Instant.parse("2026-11-20T21:00:00Z");
    }

    @Override
    public synchronized long nanos() {
        nanos += Duration.ofSeconds(1).toNanos();
        return nanos;
    }
}
