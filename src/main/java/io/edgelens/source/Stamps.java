package io.edgelens.source;

import io.edgelens.flow.Clock;
import io.edgelens.frame.Stamp;
import java.util.function.Supplier;

/** The stamps of one camera: numbered from 1 for as long as it is kept, over every reconnection. For one thread. */
public final class Stamps implements Supplier<Stamp> {

    private final Clock clock;
    private long number;

    public Stamps(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Stamp get() {
        return new Stamp(++number, clock.now(), clock.nanos());
    }
}
