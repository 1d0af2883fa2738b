package io.edgelens.publish;

import java.time.Duration;

/**
 * One way out into the world. {@link #publish} returns at once; delivery, and what to do when there is no connection, is
 * the publisher's business. Any thread may call it.
 */
public interface Publisher extends AutoCloseable {

    /** Queues one message. */
    void publish(Message message);

    /** What became of the results so far. */
    Delivery delivery();

    /** Waits until everything queued is delivered; false when {@code patience} runs out. */
    boolean flush(Duration patience) throws InterruptedException;

    /** Lets go of the connection; what is still queued is lost. Returns within half a second. */
    @Override
    void close();

    /**
     * What became of results.
     *
     * @param published handed over to the broker, nucleus or stream
     * @param dropped lost because the bounded memory was full, or refused for good
     * @param waiting kept until the connection is back, or under way
     */
    record Delivery(long published, long dropped, int waiting) {

        static final Delivery NOTHING = new Delivery(0, 0, 0);

        Delivery plus(Delivery other) {
            return new Delivery(published + other.published, dropped + other.dropped, waiting + other.waiting);
        }
    }
}
