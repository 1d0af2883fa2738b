package io.edgelens.flow;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what it was given, last first, and closes all of it even when some of it fails. For one thread. */
public final class Closer implements AutoCloseable {

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Takes {@code resource} over and returns it, so opening and registering read as one line. */
    public <T extends AutoCloseable> T own(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Closes everything; throws the first failure, the others suppressed in it. Closing twice is harmless. */
    @Override
    public void close() {
        RuntimeException first = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                var failure = e instanceof RuntimeException r ? r : new IllegalStateException(e);
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
