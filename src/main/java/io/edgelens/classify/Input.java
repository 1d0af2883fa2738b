package io.edgelens.classify;

import java.io.IOException;
import java.util.Optional;

/**
 * One picture to look at, or what there is instead.
 *
 * @param name what the results call it
 * @param truth what it shows, where the folder it lies in says so
 * @param content what its bytes come from, when its turn comes
 */
public record Input(String name, Optional<String> truth, Content content) {

    /** Larger files are refused: several pictures are in memory at once. */
    static final int MOST_BYTES = 32_000_000;

    /** Reads a picture's bytes. */
    @FunctionalInterface
    public interface Content {

        /**
         * All of them, which are the caller's then.
         *
         * @throws IOException whose message says why they cannot be had
         */
        byte[] read() throws IOException, InterruptedException;
    }

    /** One that can only fail, in its turn. */
    static Input failing(String name, String reason) {
        return new Input(name, Optional.empty(), () -> {
            throw new IOException(reason);
        });
    }

    static IOException tooLarge() {
        return new IOException("larger than " + MOST_BYTES / 1_000_000 + " MB");
    }
}
