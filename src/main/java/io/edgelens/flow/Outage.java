package io.edgelens.flow;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells of something that keeps failing: what is wrong once, however often it is tried, and once that it works again,
 * with how many tries failed. Any thread may call it.
 */
public final class Outage {

    private final Set<String> told = new HashSet<>();
    private final Consumer<String> bad;
    private final Consumer<String> good;
    private long failures;

    /** {@code bad} hears each new reason, {@code good} how it ended; both on the thread that brings the news. */
    public Outage(Consumer<String> bad, Consumer<String> good) {
        this.bad = bad;
        this.good = good;
    }

    /** It failed. A {@code reason} that was told since it last worked is only counted. */
    public synchronized void failed(String reason) {
        failures++;
        if (told.add(reason)) {
            bad.accept(reason);
        }
    }

    /** It worked. {@code again} is told, with the count, if it had failed before. */
    public synchronized void worked(String again) {
        if (failures > 0) {
            good.accept(again + (failures == 1 ? " after one failure" : " after " + failures + " failures"));
            failures = 0;
            told.clear();
        }
    }

    /** Whether the last news was bad. */
    public synchronized boolean lasts() {
        return failures > 0;
    }
}
