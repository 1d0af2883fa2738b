package io.edgelens.model;

/** A model that cannot be used. The message says in one sentence what is wrong with which file, and what to do. */
public final class BadModelException extends Exception {

    private static final long serialVersionUID = 1L;

    public BadModelException(String message) {
        super(message);
    }

    public BadModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
