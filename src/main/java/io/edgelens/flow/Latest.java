package io.edgelens.flow;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A place for one item between a fast producer and a slower consumer. A newer item replaces an older one
 * that nobody has taken, so the consumer skips some but never works on stale ones. Safe for any number of
 * threads on either side.
 */
public final class Latest<T> implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LongAdder dropped = new LongAdder();
    private final Consumer<? super T> discard;
    private @Nullable T item;
    private boolean closed;

    /** Items nobody takes go to {@code discard}, each once, on the thread that put or closed. */
    public Latest(Consumer<? super T> discard) {
        this.discard = discard;
    }

    /** Takes {@code next} over, and discards what it replaces; a closed slot discards {@code next} itself. */
    public void put(T next) {
        var unwanted = swap(next);
        if (unwanted != null) {
            dropped.increment();
            discard.accept(unwanted);
        }
    }

    private @Nullable T swap(T next) {
        lock.lock();
        try {
            if (closed) {
                return next;
            }
            var previous = item;
            item = next;
            changed.signal();
            return previous;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an item and hands it over; empty when {@code patience} runs out or the slot is closed. */
    public Optional<T> take(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (item == null && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            var taken = Optional.ofNullable(item);
            item = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a taker would have to wait now. */
    public boolean isEmpty() {
        lock.lock();
        try {
            return item == null;
        } finally {
            lock.unlock();
        }
    }

    /** How many items were replaced before anyone took them. */
    public long dropped() {
        return dropped.sum();
    }

    /** Discards what is in the slot and wakes every taker; from now on the slot stays empty. */
    @Override
    public void close() {
        @Nullable T left;
        lock.lock();
        try {
            closed = true;
            left = item;
            item = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (left != null) {
            discard.accept(left);
        }
    }
}
