package io.edgelens.classify;

import io.edgelens.config.ConfigException;
import io.edgelens.model.Observation;
import java.io.IOException;
import java.util.List;

/** What is made of the observations. Used by one thread. */
public sealed interface Results permits Lines, Summary {

    /**
     * Hears before the first result what is going to be looked at.
     *
     * @throws ConfigException if it is nothing that can be told about so
     */
    void begin(List<Input> inputs);

    /**
     * Takes one result.
     *
     * @throws IOException if it cannot be written
     */
    void add(Input input, Observation observation) throws IOException;

    /**
     * Hears that there are no more.
     *
     * @throws IOException if it cannot be written
     */
    void end() throws IOException;
}
