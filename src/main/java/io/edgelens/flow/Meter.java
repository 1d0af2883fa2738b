package io.edgelens.flow;

import java.util.Arrays;

/** Counts events and remembers how long the last ones took. Safe for any number of threads. */
public final class Meter {

    private static final int REMEMBERED = 1024;

    private final long[] nanos = new long[REMEMBERED];
    private long count;

    /** One more event that took {@code taken} nanoseconds. */
    public synchronized void mark(long taken) {
        nanos[(int) (count++ % REMEMBERED)] = taken;
    }

    /** One more event, of which only the number matters. */
    public void mark() {
        mark(0);
    }

    /** How many events there were since the start. */
    public synchronized long count() {
        return count;
    }

    /**
     * How long events took at most, in nanoseconds, leaving out the slowest: of those since event number {@code since}, at
     * most the last 1024. 0 where there were none.
     *
     * @param share 0..1: 0.5 for the median, 0.99 to leave out one in a hundred
     */
    public long quantile(double share, long since) {
        long[] sorted;
        synchronized (this) {
            int known = (int) Math.min(count - since, REMEMBERED);
            sorted = new long[known];
            for (int i = 0; i < known; i++) {
                sorted[i] = nanos[(int) ((count - 1 - i) % REMEMBERED)];
            }
        }
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length - 1e-9) - 1];
    }
}
