package io.edgelens.source;

import io.edgelens.flow.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody sleeps or turns it on. */
final class HandClock implements Clock, Sleep {

    static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    /** Every sleep there was. */
    final List<Duration> slept = new ArrayList<>();

    private long nanos;

    @Override
    public Instant now() {
        return START.plusNanos(nanos);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void nanos(long wait) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        slept.add(Duration.ofNanos(wait));
        nanos += wait;
    }

    void turn(Duration by) {
        nanos += by.toNanos();
    }
}
