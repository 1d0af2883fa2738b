package io.edgelens.flow;

import java.time.Instant;

/** What time it is, twice: on the wall, and monotonic for measuring. Tests hand in one they can turn by hand. */
public interface Clock {

    /** The machine's own clocks. */
    Clock SYSTEM = new Clock() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** Wall time, for what is shown or published. */
    Instant now();

    /** Monotonic nanoseconds from an arbitrary origin, for durations. */
    long nanos();
}
