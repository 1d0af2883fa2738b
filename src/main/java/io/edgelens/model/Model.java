package io.edgelens.model;

import io.edgelens.frame.Frame;
import java.io.IOException;

/** Looks at one frame and says what it sees. Used by one thread at a time; the frame stays the caller's. */
public interface Model extends AutoCloseable {

    /**
     * Looks at {@code frame}.
     *
     * @throws IOException if the frame has no usable pixels; the next one may have
     */
    Observation observe(Frame frame) throws IOException;

    /**
     * Makes {@code frame} decode the pixels that {@link #observe} will want, so that they are there by then. Unlike the
     * rest, another thread may do this while one observes; that frame is its own until then.
     *
     * @throws IOException if the frame has no usable pixels
     */
    default void decodeAhead(Frame frame) throws IOException {}

    /** Which model it is. */
    ModelCard card();

    /** Frees the network's native memory. */
    @Override
    void close();
}
