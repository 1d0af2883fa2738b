package io.edgelens.source;

import java.io.IOException;

/**
 * Nothing has come for a while, but the source is still open and need not be opened anew: ask it again. For sources
 * whose other side would notice being hung up on, such as the writer of a FIFO.
 */
final class SilenceException extends IOException {

    private static final long serialVersionUID = 1L;

    SilenceException(OutageException why) {
        super(why.getMessage(), why);
    }
}
