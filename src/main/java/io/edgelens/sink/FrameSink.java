package io.edgelens.sink;

import io.edgelens.frame.Jpeg;

/**
 * A place finished pictures go. Used by the display thread; {@link #accept} returns at once, and a sink that falls
 * behind drops pictures.
 */
public interface FrameSink extends AutoCloseable {

    /** How many would see a picture given now; while it is 0 nothing is drawn and nothing encoded. */
    int watchers();

    /** Whether a picture given now would be shown, rather than replaced before anyone sees it. */
    boolean wanted();

    void accept(Jpeg jpeg);

    @Override
    void close();
}
