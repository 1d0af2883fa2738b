package io.edgelens;

import io.edgelens.config.ConfigException;
import io.edgelens.flow.Closer;
import io.edgelens.model.BadModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes all that a configuration needs before anything that runs is touched. What goes wrong is collected, so that the
 * report names all of it, and what was made for nothing is closed again.
 */
final class Preparation {

    /** Makes one thing; what it throws is the configuration's fault. */
    @FunctionalInterface
    interface Maker<T> {
        T make() throws BadModelException, IOException;
    }

    private final List<String> problems = new ArrayList<>();
    private final Closer made = new Closer();

    /** Makes one thing if it is {@code needed}; empty if not, or if it failed. */
    <T extends AutoCloseable> Optional<T> make(boolean needed, Maker<T> maker) {
        if (!needed) {
            return Optional.empty();
        }
        try {
            return Optional.of(made.own(maker.make()));
        } catch (BadModelException | IOException | ConfigException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * Ends the preparation: from now on what was made belongs to the caller.
     *
     * @throws ConfigException with every problem, everything made being closed again
     */
    void check() {
        if (!problems.isEmpty()) {
            made.close();
            throw new ConfigException(problems);
        }
    }
}
