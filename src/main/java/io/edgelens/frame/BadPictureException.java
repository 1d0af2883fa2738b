package io.edgelens.frame;

import java.io.IOException;

/** These bytes are not a picture that can be used; the message says why in one sentence. */
public final class BadPictureException extends IOException {

    private static final long serialVersionUID = 1L;

    public BadPictureException(String message) {
        super(message);
    }
}
