package io.edgelens.source;

import io.edgelens.flow.Clock;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Keeps a source that could deliver at any speed to a steady number of frames a second. For one thread. */
final class Pace {

    private final long interval;
    private final Clock clock;
    private final Sleep sleep;
    private long next;

    Pace(double framesPerSecond) {
        this(framesPerSecond, Clock.SYSTEM, Sleep.SYSTEM);
    }

    Pace(double framesPerSecond, Clock clock, Sleep sleep) {
        interval = Math.round(1e9 / framesPerSecond);
        this.clock = clock;
        this.sleep = sleep;
        next = clock.nanos();
    }

    /** A rate for people: {@code 30/s}, {@code 29.97/s}. */
    static String rate(double framesPerSecond) {
        return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(framesPerSecond) + "/s";
    }

    /** Waits until the next frame is due. Time lost before is not made up for by a burst. */
    void await() throws InterruptedException {
        long now = clock.nanos();
        long wait = next - now;
        if (wait > 0) {
            sleep.nanos(wait);
        }
        next = Math.max(next, now) + interval;
    }
}
