package io.edgelens.frame;

import java.lang.ref.Reference;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.videoio.VideoCapture;

/** OpenCV's native library: loads it, in place, from where the launcher points {@code java.library.path}, and frees what it made. */
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

    /**
     * Frees the pixels of {@code mat}, which stays valid until then. {@code Mat.release()} alone is not safe as the last
     * use: once the JVM has read the native pointer, the collector may take the {@code Mat}, and its finalizer frees the
     * pixels under the hands of the release that is still at it.
     */
    public static void release(Mat mat) {
        try {
            mat.release();
        } finally {
            Reference.reachabilityFence(mat);
        }
    }

    /** Closes {@code capture}, as safely. */
    public static void release(VideoCapture capture) {
        try {
            capture.release();
        } finally {
            Reference.reachabilityFence(capture);
        }
    }
}
