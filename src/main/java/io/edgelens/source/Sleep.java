package io.edgelens.source;

import java.util.concurrent.TimeUnit;

/** How to wait; tests hand in one that takes no time. */
@FunctionalInterface
interface Sleep {

    Sleep SYSTEM = TimeUnit.NANOSECONDS::sleep;

    void nanos(long nanos) throws InterruptedException;

    default void millis(long millis) throws InterruptedException {
        nanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
