package io.edgelens.flow;

import java.time.Duration;

/** How long to wait before the next try: each time twice as long, up to a limit, until it has worked. Any thread may ask. */
public final class Backoff {

    private final Duration first;
    private final Duration longest;
    private Duration next;

    public Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** After one more failure. */
    public synchronized Duration next() {
        var now = next;
        var longer = now.multipliedBy(2);
        next = longer.compareTo(longest) > 0 ? longest : longer;
        return now;
    }

    /** It has worked: the next failure counts as the first. */
    public synchronized void reset() {
        next = first;
    }
}
