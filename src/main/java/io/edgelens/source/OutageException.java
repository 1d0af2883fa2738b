package io.edgelens.source;

import java.io.IOException;
import java.util.List;

/** A source is not there, or gone: the message says what happened in one sentence, {@link #causes} what to look at. */
public final class OutageException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> causes;

    public OutageException(String reason, List<String> causes) {
        super(reason);
        this.causes = List.copyOf(causes);
    }

    public OutageException(String reason, String... causes) {
        this(reason, List.of(causes));
    }

    /** The likely causes, likeliest first, each a short sentence that says what to do. */
    public List<String> causes() {
        return causes;
    }
}
