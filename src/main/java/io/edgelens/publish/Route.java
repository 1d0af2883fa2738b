package io.edgelens.publish;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How messages travel: the part of a publisher that knows its protocol. Driven by the one thread of a {@link Courier}. */
interface Route extends AutoCloseable {

    /** What became of a message. */
    sealed interface Outcome {

        /** The other side has it. */
        record Sent() implements Outcome {}

        /** Not now; {@code reason} is a sentence, or empty when the route has already told why. */
        record Later(String reason) implements Outcome {}

        /** Never; {@code reason} is a sentence, or empty when the route has already told why. */
        record Refused(String reason) implements Outcome {}
    }

    /** Waits until sending makes sense; false when {@code patience} runs out. Connects when called for the first time. */
    default boolean awaitOpen(Duration patience) throws InterruptedException {
        return true;
    }

    /** Sends. May block as long as an interrupt ends it, or return at once and complete later; completes normally. */
    CompletableFuture<Outcome> send(Message message) throws InterruptedException;

    /** Says goodbye and frees the connection, within 200 ms. */
    @Override
    void close();
}
