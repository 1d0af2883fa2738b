package io.edgelens.train;

/** What was given to train from cannot be trained from. The message is one sentence for the person who gave it. */
final class BadTrainingDataException extends RuntimeException {

    BadTrainingDataException(String message) {
        super(message);
    }
}
