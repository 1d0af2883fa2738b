package io.edgelens.source;

import io.edgelens.frame.Frame;
import java.io.IOException;

/**
 * Where frames come from: a device, a stream, a folder of pictures. Knows nothing of retrying: it delivers frames
 * until it throws, and is then closed and opened anew by {@link Reconnecting}. Used by one thread.
 */
public interface FrameSource extends AutoCloseable {

    /**
     * Waits for the next frame and hands it over, at most a few seconds: silence is a failure of the device.
     *
     * @throws io.edgelens.frame.BadPictureException if this one picture is unusable and the next may be good
     * @throws IOException if the source is gone; the message says what happened in one sentence
     */
    Frame next() throws IOException, InterruptedException;

    /** What it really delivers, in one line for the log: {@code MJPG 1280x720 at 30/s}. */
    String description();

    @Override
    void close();
}
