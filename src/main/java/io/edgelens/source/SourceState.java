package io.edgelens.source;

import java.time.Instant;
import java.util.List;

/** Whether pictures come, and if not, why not: for the card, the status message and the log. Immutable. */
public sealed interface SourceState {

    /** Since when it has been so. */
    Instant since();

    /** Nothing has come yet, and nothing has failed. */
    record Starting(Instant since) implements SourceState {}

    /**
     * Pictures come.
     *
     * @param description what the source really delivers, in one line
     */
    record Delivering(Instant since, String description) implements SourceState {}

    /**
     * No pictures come, and the source is being opened again and again.
     *
     * @param since the outage began; stays the same while the reason changes
     * @param reason in one sentence
     * @param causes the likely ones, likeliest first, each a sentence that says what to do; may be empty
     */
    record Lost(Instant since, String reason, List<String> causes) implements SourceState {
        public Lost {
            causes = List.copyOf(causes);
        }
    }
}
