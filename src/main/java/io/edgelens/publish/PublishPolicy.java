package io.edgelens.publish;

import io.edgelens.flow.Clock;
import io.edgelens.format.Result;
import io.edgelens.model.Prediction;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which results go out. One per {@code every}, and with {@code onChange} one at once when the most probable label is
 * another than in the last result that went out. The newest wins: what may not go yet is held until something newer
 * comes or, when nothing does, until its time has come.
 *
 * <p>Two bounds hold besides. Labels that flicker send at most {@link #CHANGES} extra results at once and one a second in
 * the long run. And all together stay at or below {@link #MOST_PER_SECOND}: AWS IoT Core takes 100 a second from one
 * connection, which under Greengrass all components of a device share. For one thread.
 */
final class PublishPolicy {

    static final int MOST_PER_SECOND = 50;

    /** How many changes of the label may follow each other at once. */
    static final int CHANGES = 10;

    /** How long what is held waits for something newer after its time has come: more than a frame at 5 frames/s. */
    static final Duration LATE = Duration.ofMillis(250);

    /** A camera's frames do not come on the microsecond: a result this much before its time is on time. */
    private static final Duration MOST_EARLY = Duration.ofMillis(20);

    private final Clock clock;
    private final boolean onChange;
    private final Rate interval;
    private final Rate changes = Rate.of(Duration.ofSeconds(1), CHANGES);
    private final Rate everything = Rate.of(Duration.ofSeconds(1).dividedBy(MOST_PER_SECOND), 5);
    private @Nullable Result held;
    private @Nullable String lastLabel;

    /** @param every how often; zero is every frame */
    PublishPolicy(Duration every, boolean onChange, Clock clock) {
        this.clock = clock;
        this.onChange = onChange;
        var early = every.dividedBy(4);
        this.interval = Rate.steady(every, early.compareTo(MOST_EARLY) < 0 ? early : MOST_EARLY);
    }

    /** Takes the newest result; returns it if it goes out now. */
    Optional<Result> offer(Result result) {
        held = result;
        return release(0);
    }

    /** What was held and goes out now because nothing newer came. */
    Optional<Result> overdue() {
        return release(LATE.toNanos());
    }

    /** How long until {@link #overdue} has something, if nothing newer comes. */
    Optional<Duration> untilOverdue() {
        if (held == null) {
            return Optional.empty();
        }
        long past = clock.nanos() - LATE.toNanos();
        return Optional.of(Duration.ofNanos(free(held, past) - past));
    }

    private Optional<Result> release(long lateness) {
        var result = held;
        long now = clock.nanos();
        if (result == null || free(result, now - lateness) > now - lateness) {
            return Optional.empty();
        }
        if (changed(result) && interval.free(now) > now) {
            changes.take(now);
            interval.restart(now);
        } else {
            interval.take(now);
        }
        everything.take(now);
        lastLabel = label(result);
        held = null;
        return Optional.of(result);
    }

    /** When {@code result} may go. */
    private long free(Result result, long now) {
        long inTurn = interval.free(now);
        long soonest = changed(result) ? Math.min(inTurn, changes.free(now)) : inTurn;
        return Math.max(soonest, everything.free(now));
    }

    private boolean changed(Result result) {
        return onChange && !label(result).equals(lastLabel);
    }

    private static String label(Result result) {
        return result.observation().top(1).stream()
                .map(Prediction::label)
                .findFirst()
                .orElse("");
    }
}
