package io.edgelens.source;

/**
 * Tells pictures that waited in the driver's queue from new ones. A driver fills its few buffers and then stops, so
 * after a pause the oldest come out first, each at once.
 *
 * <p>Linux stamps a buffer with {@code CLOCK_MONOTONIC}, the clock behind {@link System#nanoTime}. So a picture's age is
 * known, and one that is older than pictures of this camera usually are has been overtaken. Drivers that stamp otherwise
 * show it in the first picture; theirs are judged by pauses: what is there at once after one is old. For one thread.
 */
final class Freshness {

    /** The age of a first picture if its clock is ours; some cameras' clocks run a little ahead. */
    private static final long LEAST_AGE = -100_000_000L;

    private static final long MOST_AGE = 5_000_000_000L;

    private final long interval;
    private boolean first = true;
    private boolean clockIsOurs;
    private double usualAge;
    private long lastArrived;
    private boolean paused;
    private int slower;

    Freshness(double fps) {
        interval = Math.round(1e9 / Math.max(1, fps));
    }

    /**
     * Judges one picture.
     *
     * @param asked when it was asked for
     * @param arrived when it came, by the same clock, in nanoseconds
     * @param driver when it was captured, by the driver's clock, in nanoseconds
     */
    boolean isStale(long asked, long arrived, long driver) {
        double age = (double) arrived - driver;
        if (first) {
            first = false;
            clockIsOurs = age > LEAST_AGE && age < MOST_AGE;
            usualAge = age;
            lastArrived = arrived;
            return false;
        }
        boolean waited = arrived - asked > interval / 4;
        boolean stale = clockIsOurs ? isOverdue(age, waited) : isQueued(asked, arrived, waited);
        lastArrived = arrived;
        if (!stale) {
            usualAge = age < usualAge ? age : usualAge + 0.01 * (age - usualAge);
        }
        return stale;
    }

    /** Two old ones running that had to be waited for did not queue: the camera has become slower. */
    private boolean isOverdue(double age, boolean waited) {
        boolean old = age > usualAge + 1.5 * interval;
        if (old && waited && ++slower == 2) {
            usualAge = age;
            old = false;
        }
        slower = old && waited ? slower : 0;
        return old;
    }

    private boolean isQueued(long asked, long arrived, boolean waited) {
        paused |= asked - lastArrived > 1.5 * interval;
        boolean queued = paused && !waited;
        if (waited) {
            paused = arrived - asked > 1.5 * interval;
        }
        return queued;
    }

    /** How long before it arrived the picture just judged was captured, in nanoseconds; 0 if that cannot be told. */
    long age(long arrived, long driver) {
        return clockIsOurs ? Math.max(0, arrived - driver) : 0;
    }
}
