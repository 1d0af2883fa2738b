package io.edgelens.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Pictures and models that lie beside the project on some machines, and are never part of it. */
public final class Shared {

    private static final Path ROOT = Path.of(System.getProperty("edgelens.shared", "../shared"));

    private Shared() {}

    /** The path below the shared folder; skips the running test, saying so, where it is absent. */
    public static Path path(String below) {
        var path = ROOT.resolve(below);
        assumeTrue(Files.exists(path), () -> path + " is not on this machine");
        return path;
    }
}
