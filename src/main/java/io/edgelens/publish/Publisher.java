package io.edgelens.publish;

/**
 * Tells the outside world what was seen. {@link #publish} and {@link #status} return at once; delivery, and what to do
 * when there is no connection, is the publisher's business. Any thread may call it.
 */
public interface Publisher extends AutoCloseable {

    /** Queues one encoded result for the result topic. */
    void publish(Message message);

    /** Queues one encoded status for the status topic. */
    void status(Message message);

    /** What became of the messages so far. */
    Delivery delivery();

    /** Gives what is queued a moment to go out, then lets go of the connection. */
    @Override
    void close();

    /**
     * What became of the results.
     *
     * @param published results handed over to the broker, nucleus or stream
     * @param dropped results lost because the bounded memory was full, or refused for good
     * @param waiting results kept until the connection is back
     */
    record Delivery(long published, long dropped, int waiting) {}
}
