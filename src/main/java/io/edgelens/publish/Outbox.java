package io.edgelens.publish;

import io.edgelens.publish.Message.Kind;
import io.edgelens.publish.Publisher.Delivery;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to go out on one way: results in their order, within a bounded number and a bounded memory, the newest
 * kept; and the newest status, which no result displaces and which goes first. A {@link Parcel} that was taken out is
 * {@link #sent}, {@link #refused} or put back where it was with {@link #again}. Any thread may call any of it.
 */
final class Outbox {

    /** A message on its way, with its place in the order. */
    record Parcel(long number, Message message) {
        private int size() {
            return message.topic().length() + message.json().length();
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeMap<Long, Parcel> results = new TreeMap<>();
    private final int mostResults;
    private final long mostCharacters;
    private @Nullable Parcel status;
    private long characters;
    private long next;
    private @Nullable Parcel newestStatus;
    private int statusUnderWay;
    private int resultsUnderWay;
    private long published;
    private long dropped;

    /**
     * @param mostResults how many results are kept
     * @param mostCharacters how much text all results together may have; one or two bytes each
     */
    Outbox(int mostResults, long mostCharacters) {
        this.mostResults = mostResults;
        this.mostCharacters = mostCharacters;
    }

    /** Puts {@code message} last; returns at once. What no longer fits is dropped, oldest first. */
    void add(Message message) {
        lock.lock();
        try {
            var parcel = new Parcel(next++, message);
            if (message.kind() == Kind.STATUS) {
                status = parcel;
                newestStatus = parcel;
            } else {
                put(parcel);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void put(Parcel parcel) {
        results.put(parcel.number(), parcel);
        characters += parcel.size();
        while (results.size() > mostResults || characters > mostCharacters) {
            characters -= results.pollFirstEntry().getValue().size();
            dropped++;
        }
    }

    /** Puts the newest status out once more: the other side may have forgotten it, or heard another one since. */
    void repeatStatus() {
        lock.lock();
        try {
            status = newestStatus;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a message; false when {@code patience} runs out. */
    boolean awaitMessage(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (status == null && results.isEmpty() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return status != null || !results.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a message out: the status, else the oldest result, if there is any. */
    Optional<Parcel> take() {
        lock.lock();
        try {
            if (status != null) {
                var taken = status;
                status = null;
                statusUnderWay++;
                return Optional.of(taken);
            }
            var oldest = results.pollFirstEntry();
            if (oldest == null) {
                return Optional.empty();
            }
            resultsUnderWay++;
            characters -= oldest.getValue().size();
            return Optional.of(oldest.getValue());
        } finally {
            lock.unlock();
        }
    }

    /** It has arrived. */
    void sent(Parcel parcel) {
        settle(parcel, () -> published++, () -> {});
    }

    /** Nobody will ever take it. */
    void refused(Parcel parcel) {
        settle(parcel, () -> dropped++, () -> {});
    }

    /** It did not arrive and is to be tried again, in its place; unless newer ones have taken its room. */
    void again(Parcel parcel) {
        settle(parcel, () -> put(parcel), () -> status = newestStatus);
    }

    private void settle(Parcel parcel, Runnable result, Runnable statusMessage) {
        lock.lock();
        try {
            if (parcel.message().kind() == Kind.RESULT) {
                resultsUnderWay--;
                result.run();
            } else {
                statusUnderWay--;
                statusMessage.run();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing waits and nothing is under way; false when {@code patience} runs out. */
    boolean awaitEmpty(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (status != null || statusUnderWay > 0 || !results.isEmpty() || resultsUnderWay > 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What became of the results; the ones under way still wait. */
    Delivery delivery() {
        lock.lock();
        try {
            return new Delivery(published, dropped, results.size() + resultsUnderWay);
        } finally {
            lock.unlock();
        }
    }
}
