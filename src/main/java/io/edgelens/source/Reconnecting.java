package io.edgelens.source;

import io.edgelens.flow.Clock;
import io.edgelens.frame.BadPictureException;
import io.edgelens.frame.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that never gives up: it opens the camera, delivers its frames, and when it fails closes it first and opens it
 * anew, after a wait that doubles from a quarter of a second to five seconds. A device or file that is not there is
 * looked for every quarter of a second without opening anything, and opened as soon as it appears.
 *
 * <p>{@link #next} and {@link #close} belong to the capture thread, on which also the listener is called; the counters
 * and {@link #state} may be read on any.
 */
public final class Reconnecting implements FrameSource {

    static final Duration FIRST_WAIT = Duration.ofMillis(250);
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    /** How often a missing device is looked for. */
    static final Duration LOOK = Duration.ofMillis(250);
    /** A node that has just appeared gets its group and rights a little later. */
    static final Duration SETTLE = Duration.ofMillis(100);
    /** So long without a good picture, and a source that only sends bad ones has failed. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int LEAST_BAD = 3;
    /** A source that delivered so long was well; one that fails sooner is waited for ever longer. */
    private static final Duration WELL = Duration.ofSeconds(5);
    /** What is wrong with a picture is said once, and again with the count of all when this has passed. */
    private static final Duration REMIND = Duration.ofMinutes(1);
    /** A camera in trouble finds ever new words. */
    private static final int MOST_NAMED = 10;

    private static final Logger LOGGER = LoggerFactory.getLogger(Reconnecting.class);

    /** Opens the source once more. */
    @FunctionalInterface
    interface Opener {
        FrameSource open() throws IOException, InterruptedException;
    }

    private final Opener opener;
    private final BooleanSupplier isThere;
    private final Consumer<SourceState> listener;
    private final Clock clock;
    private final Sleep sleep;

    private final LongAdder badPictures = new LongAdder();
    private final LongAdder outages = new LongAdder();
    private volatile SourceState state;
    private @Nullable FrameSource source;
    private Duration wait = FIRST_WAIT;
    private final Set<String> reasonsLogged = new HashSet<>();
    private long attempts;
    private long openedNanos;
    private long goodNanos;
    private int badInARow;
    private final Set<String> badNamed = new HashSet<>();
    private long badUnnamed;
    private long badNamedNanos;

    /**
     * Opens nothing yet. {@code listener} hears of every change: the first picture, an outage, its reason changing, and the
     * pictures coming back; it must return soon.
     */
    public Reconnecting(Sources.Opening opening, Clock clock, Consumer<SourceState> listener) {
        this(
                () -> Sources.open(opening),
                () -> Sources.isThere(opening.camera().source()),
                listener,
                clock,
                Sleep.SYSTEM);
    }

    Reconnecting(Opener opener, BooleanSupplier isThere, Consumer<SourceState> listener, Clock clock, Sleep sleep) {
        this.opener = opener;
        this.isThere = isThere;
        this.listener = listener;
        this.clock = clock;
        this.sleep = sleep;
        this.state = new SourceState.Starting(clock.now());
        this.badNamedNanos = clock.nanos();
    }

    /** Waits for the next good frame, through any outage, and hands it over. */
    @Override
    public Frame next() throws InterruptedException {
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            try {
                var frame = opened().next();
                delivered();
                return frame;
            } catch (BadPictureException e) {
                bad(e);
            } catch (SilenceException e) {
                lost(e.getCause() instanceof OutageException why ? why : e);
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    private FrameSource opened() throws IOException, InterruptedException {
        var open = source;
        if (open == null) {
            attempts++;
            open = opener.open();
            source = open;
            openedNanos = goodNanos = clock.nanos();
            badInARow = 0;
        }
        return open;
    }

    private void delivered() {
        goodNanos = clock.nanos();
        badInARow = 0;
        if (goodNanos - openedNanos > WELL.toNanos()) {
            wait = FIRST_WAIT;
        }
        if (!(state instanceof SourceState.Delivering)) {
            var before = state;
            var now = new SourceState.Delivering(clock.now(), description());
            if (before instanceof SourceState.Lost lost) {
                LOGGER.atInfo()
                        .addKeyValue("delivers", now.description())
                        .addKeyValue("lostFor", Duration.between(lost.since(), now.since()))
                        .addKeyValue("attempts", attempts)
                        .log("pictures come again");
            } else {
                LOGGER.atInfo().addKeyValue("delivers", now.description()).log("pictures come");
            }
            attempts = 0;
            reasonsLogged.clear();
            change(now);
        }
    }

    private void bad(BadPictureException why) throws InterruptedException {
        badPictures.increment();
        badInARow++;
        badUnnamed++;
        long now = clock.nanos();
        boolean isNew = badNamed.size() < MOST_NAMED && badNamed.add(String.valueOf(why.getMessage()));
        if (isNew || now - badNamedNanos >= REMIND.toNanos()) {
            LOGGER.atWarn()
                    .addKeyValue("why", why.getMessage())
                    .addKeyValue("count", badUnnamed)
                    .log("bad pictures are passed over");
            badNamedNanos = now;
            badUnnamed = 0;
        }
        if (badInARow >= LEAST_BAD && now - goodNanos > PATIENCE.toNanos()) {
            fail(new OutageException(
                    "The camera sends no usable pictures: " + why.getMessage(),
                    "Its cable or port is bad: try others.",
                    "It does not do this format well: try the other camera.format, or a smaller size."));
        }
    }

    /** Closes first: while the old descriptor is open, a camera that comes back gets another number. */
    private void fail(IOException why) throws InterruptedException {
        close();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        lost(why);
        awaitRetry();
    }

    private void lost(IOException why) {
        var reason = String.valueOf(why.getMessage());
        List<String> causes = why instanceof OutageException outage ? outage.causes() : List.of();
        if (state instanceof SourceState.Lost lost) {
            if (!lost.reason().equals(reason)) {
                logOnce(reason, causes);
                change(new SourceState.Lost(lost.since(), reason, causes));
            }
        } else {
            outages.increment();
            attempts = 0;
            logOnce(reason, causes);
            change(new SourceState.Lost(clock.now(), reason, causes));
        }
    }

    private void logOnce(String reason, List<String> causes) {
        if (reasonsLogged.add(reason)) {
            LOGGER.atWarn()
                    .addKeyValue("reason", reason)
                    .addKeyValue("causes", causes)
                    .log("no pictures; trying until there are");
        }
    }

    private void change(SourceState now) {
        state = now;
        listener.accept(now);
    }

    /** What vanishes during the wait is tried at once: that says so without opening anything. */
    private void awaitRetry() throws InterruptedException {
        if (!isThere.getAsBoolean()) {
            lookForIt();
            return;
        }
        long until = clock.nanos() + wait.toNanos();
        wait = min(wait.multipliedBy(2), LONGEST_WAIT);
        while (clock.nanos() < until && isThere.getAsBoolean()) {
            sleep.nanos(Math.min(LOOK.toNanos(), until - clock.nanos()));
        }
    }

    private void lookForIt() throws InterruptedException {
        do {
            sleep.nanos(LOOK.toNanos());
        } while (!isThere.getAsBoolean());
        wait = FIRST_WAIT;
        sleep.nanos(SETTLE.toNanos());
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    @Override
    public String description() {
        var open = source;
        return open == null ? "nothing" : open.description();
    }

    /** How it stands with the camera now. */
    public SourceState state() {
        return state;
    }

    /** How many pictures were unusable. */
    public long badPictures() {
        return badPictures.sum();
    }

    /** How many times the pictures stopped coming. */
    public long outages() {
        return outages.sum();
    }

    /** Closes what is open; {@link #next} would open it again. */
    @Override
    public void close() {
        var open = source;
        source = null;
        if (open != null) {
            open.close();
        }
    }
}
