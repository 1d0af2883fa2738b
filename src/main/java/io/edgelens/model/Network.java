package io.edgelens.model;

import java.nio.FloatBuffer;
import java.util.List;

/** A network in its engine, ready to run. Used by one thread at a time. */
interface Network extends AutoCloseable {

    /**
     * Runs one forward pass.
     *
     * @param input {@code [1, 3, height, width]}, direct, read from position 0; stays the caller's
     */
    List<Tensor> forward(FloatBuffer input) throws BadModelException;

    /** Frees the engine's native memory. */
    @Override
    void close();
}
