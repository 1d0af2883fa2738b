package io.edgelens.greengrass;

import java.io.IOException;

/** The nucleus did not do what it was asked. The message is a sentence. */
public final class IpcException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What the caller can do. */
    public enum Kind {
        /** No connection now; {@link Nucleus} makes it again and has told about it. */
        GONE,
        /** Try again later: no network and nothing that keeps messages, or a trouble of the nucleus' own. */
        LATER,
        /** The nucleus' spool is full: keep it, and slow down. */
        FULL,
        /** The component may not; a deployment can change that while it runs. */
        NOT_AUTHORISED,
        /** The nucleus will never take this. */
        REFUSED
    }

    private final Kind kind;
    private final String sentence;

    IpcException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
        this.sentence = sentence;
    }

    public Kind kind() {
        return kind;
    }

    /** What happened and, where something helps, what to do. */
    public String sentence() {
        return sentence;
    }
}
