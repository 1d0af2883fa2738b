package io.edgelens.frame;

import org.opencv.core.Core;

/** Loads OpenCV's native library, in place, from where the launcher points {@code java.library.path}. */
public final class OpenCv {

    private OpenCv() {}

    /**
     * Must be called once before the first {@code Mat}; calling it again is harmless.
     *
     * @throws IllegalStateException if the library is not there or does not load on this machine
     */
    public static void load() {
        try {
            System.loadLibrary(Core.NATIVE_LIBRARY_NAME);
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalStateException(
                    "OpenCV's library does not load (" + e.getMessage() + "); start EdgeLens with bin/edgelens", e);
        }
    }
}
