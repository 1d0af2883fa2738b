package io.edgelens.source;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgelens.frame.BadPictureException;
import io.edgelens.frame.Frame;
import io.edgelens.testing.FakeFrames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(20)
class ReconnectingTest {

    private final HandClock clock = new HandClock();
    private final FakeFrames frames = new FakeFrames();
    private final List<SourceState> states = new ArrayList<>();
    private final Script script = new Script();
    private final Reconnecting camera = new Reconnecting(script::open, script::isThere, states::add, clock, clock);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Reconnecting.class);

    @BeforeEach
    void listenToTheLog() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void everythingWasClosedOnce() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        camera.close();
        assertThat(script.open).as("sources left open").isZero();
        if (frames.made() > 0) {
            frames.assertAllClosedOnce();
        }
    }

    @Test
    void framesComeThrough() throws Exception {
        script.opens(this::good, this::good);

        camera.next().close();
        camera.next().close();

        assertThat(states).containsExactly(new SourceState.Delivering(HandClock.START, "source 1"));
        assertThat(camera.state()).isEqualTo(states.get(0));
    }

    @Test
    void beforeTheFirstPictureItIsStarting() {
        assertThat(camera.state()).isEqualTo(new SourceState.Starting(HandClock.START));
    }

    @Test
    void aFailedSourceIsClosedBeforeItIsOpenedAnew() throws Exception {
        script.opens(this::good, gone("unplugged"));
        script.opens(this::good);

        camera.next().close();
        camera.next().close();

        assertThat(script.mostOpen).isEqualTo(1);
        assertThat(states)
                .containsExactly(
                        new SourceState.Delivering(HandClock.START, "source 1"),
                        new SourceState.Lost(HandClock.START, "unplugged", List.of("plug it in")),
                        new SourceState.Delivering(HandClock.START.plusMillis(250), "source 2"));
        assertThat(camera.outages()).isEqualTo(1);
    }

    @Test
    void theWaitDoublesUpToFiveSeconds() throws Exception {
        for (int i = 0; i < 7; i++) {
            script.fails("refused");
        }
        script.opens(this::good);

        camera.next().close();

        assertThat(Duration.between(HandClock.START, clock.now()))
                .isEqualTo(ofMillis(250 + 500 + 1000 + 2000 + 4000 + 5000 + 5000));
    }

    @Test
    void aSourceThatWasWellIsOpenedAnewSoon() throws Exception {
        script.fails("refused");
        script.fails("refused");
        script.opens(this::good, after(ofSeconds(6), this::good), gone("unplugged"));
        script.opens(this::good);
        camera.next().close();
        camera.next().close();
        var before = clock.now();

        camera.next().close();

        assertThat(Duration.between(before, clock.now())).isEqualTo(ofMillis(250));
    }

    @Test
    void aSourceThatFailsSoonEachTimeIsWaitedForEverLonger() throws Exception {
        for (int i = 0; i < 4; i++) {
            script.opens(this::good, gone("broken"));
        }
        script.opens(this::good);
        for (int i = 0; i < 5; i++) {
            camera.next().close();
        }
        assertThat(Duration.between(HandClock.START, clock.now())).isEqualTo(ofMillis(250 + 500 + 1000 + 2000));
    }

    @Test
    void aMissingDeviceIsLookedForWithoutOpeningItAndOpenedOnceItAppears() throws Exception {
        script.opens(this::good, gone("unplugged"));
        script.opens(this::good);
        script.seesAfter(1, Collections.nCopies(100, false));

        camera.next().close();
        camera.next().close();

        assertThat(script.attempts).as("opened").isEqualTo(2);
        assertThat(clock.slept)
                .hasSizeGreaterThan(90)
                .endsWith(Reconnecting.LOOK, Reconnecting.SETTLE)
                .containsOnly(Reconnecting.LOOK, Reconnecting.SETTLE);
    }

    @Test
    void aDeviceThatIsPulledAndPluggedInDuringALongWaitIsOpenedAtOnce() throws Exception {
        for (int i = 0; i < 6; i++) {
            script.fails("hangs");
        }
        script.fails("not there");
        script.opens(this::good);
        script.seesAfter(6, List.of(true, true, true, false, false, false));

        camera.next().close();

        var before = ofMillis(250 + 500 + 1000 + 2000 + 4000);
        assertThat(Duration.between(HandClock.START, clock.now()).minus(before)).isLessThan(ofMillis(1500));
        assertThat(clock.slept).endsWith(Reconnecting.SETTLE);
        assertThat(states)
                .extracting(state -> state instanceof SourceState.Lost lost ? lost.reason() : "")
                .containsExactly("hangs", "not there", "");
    }

    @Test
    void anOutageIsLoggedOnceWithItsEnd() throws Exception {
        script.opens(this::good, gone("unplugged"));
        for (int i = 0; i < 20; i++) {
            script.fails(i % 2 == 0 ? "not there" : "busy");
        }
        script.opens(this::good);

        camera.next().close();
        camera.next().close();

        assertThat(log.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.INFO, Level.WARN, Level.WARN, Level.WARN, Level.INFO);
        assertThat(log.list.get(4).getKeyValuePairs().toString()).contains("attempts=\"21\"");
        assertThat(states)
                .filteredOn(SourceState.Lost.class::isInstance)
                .hasSize(21)
                .allSatisfy(state -> assertThat(state.since()).isEqualTo(HandClock.START));
        assertThat(camera.outages()).isEqualTo(1);
    }

    @Test
    void theSameTroubleIsLoggedAgainInTheNextOutage() throws Exception {
        for (int i = 0; i < 3; i++) {
            script.opens(this::good, gone("unplugged"));
        }
        script.opens(this::good);
        for (int i = 0; i < 4; i++) {
            camera.next().close();
        }
        assertThat(log.list).filteredOn(event -> event.getLevel() == Level.WARN).hasSize(3);
        assertThat(camera.outages()).isEqualTo(3);
    }

    @Test
    void aBadPictureIsPassedOver() throws Exception {
        script.opens(this::good, this::bad, this::bad, this::good);

        camera.next().close();
        camera.next().close();

        assertThat(camera.badPictures()).isEqualTo(2);
        assertThat(states).hasSize(1);
        assertThat(log.list)
                .extracting(ILoggingEvent::getMessage)
                .containsExactly("pictures come", "bad pictures are passed over");
    }

    @Test
    void whatIsWrongWithPicturesIsSaidOnceAndThenCounted() throws Exception {
        script.opens(
                this::bad,
                this::good,
                bad("another half"),
                this::good,
                this::bad,
                this::good,
                after(ofSeconds(61), this::good),
                this::bad,
                this::good);
        for (int i = 0; i < 5; i++) {
            camera.next().close();
        }
        assertThat(log.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .extracting(event -> String.valueOf(event.getKeyValuePairs()))
                .containsExactly(
                        "[why=\"half a picture\", count=\"1\"]",
                        "[why=\"another half\", count=\"1\"]",
                        "[why=\"half a picture\", count=\"2\"]");
    }

    @Test
    void twoSecondsOfBadPicturesAreAnOutage() throws Exception {
        script.opens(
                this::good,
                after(ofMillis(700), this::bad),
                after(ofMillis(700), this::bad),
                after(ofMillis(700), this::bad));
        script.opens(this::good);
        camera.next().close();

        camera.next().close();

        assertThat(states.get(1))
                .isInstanceOfSatisfying(
                        SourceState.Lost.class,
                        lost -> assertThat(lost.reason())
                                .isEqualTo("The camera sends no usable pictures: half a picture"));
    }

    @Test
    void aSilentSourceIsAnOutageButStaysOpen() throws Exception {
        script.opens(
                this::good,
                () -> {
                    throw new SilenceException(new OutageException("nothing is written", "start the writer"));
                },
                this::good);

        camera.next().close();
        camera.next().close();

        assertThat(script.attempts).isEqualTo(1);
        assertThat(states.get(1))
                .isEqualTo(new SourceState.Lost(HandClock.START, "nothing is written", List.of("start the writer")));
        assertThat(states.get(2)).isInstanceOf(SourceState.Delivering.class);
    }

    @Test
    void anInterruptEndsTheWaitForASource() {
        script.opens(() -> {
            Thread.currentThread().interrupt();
            throw new IOException("the read was ended");
        });
        assertThatThrownBy(camera::next).isInstanceOf(InterruptedException.class);
        assertThat(states).as("stopping is no outage").isEmpty();
    }

    @Test
    void anInterruptEndsTheWaitBetweenAttempts() {
        script.fails("refused");
        script.interruptsAfterAttempt = true;

        assertThatThrownBy(camera::next).isInstanceOf(InterruptedException.class);
    }

    private Frame good() {
        return frames.next();
    }

    private Frame bad() throws IOException {
        throw new BadPictureException("half a picture");
    }

    private static Delivery bad(String why) {
        return () -> {
            throw new BadPictureException(why);
        };
    }

    private static Delivery gone(String why) {
        return () -> {
            throw new OutageException(why, "plug it in");
        };
    }

    private Delivery after(Duration time, Delivery then) {
        return () -> {
            clock.turn(time);
            return then.next();
        };
    }

    @FunctionalInterface
    private interface Delivery {
        Frame next() throws IOException, InterruptedException;
    }

    /** What happens at each attempt to open, in order. */
    private static final class Script {

        private final Deque<Reconnecting.Opener> openings = new ArrayDeque<>();
        private final Deque<Boolean> sights = new ArrayDeque<>();
        private int sightsFrom;
        private boolean interruptsAfterAttempt;
        private int attempts;
        private int open;
        private int mostOpen;

        void opens(Delivery... frames) {
            var deliveries = new ArrayDeque<>(List.of(frames));
            openings.add(() -> {
                mostOpen = Math.max(mostOpen, ++open);
                return new Played(deliveries, "source " + attempts);
            });
        }

        void fails(String why) {
            openings.add(() -> {
                throw new OutageException(why, "look at it");
            });
        }

        /** What each look at the device finds once {@code attempts} have been made; before and after, it is there. */
        void seesAfter(int attempts, List<Boolean> each) {
            sightsFrom = attempts;
            sights.addAll(each);
        }

        boolean isThere() {
            return attempts < sightsFrom || sights.isEmpty() || sights.remove();
        }

        FrameSource open() throws IOException, InterruptedException {
            attempts++;
            try {
                return openings.remove().open();
            } finally {
                if (interruptsAfterAttempt) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private final class Played implements FrameSource {

            private final Deque<Delivery> deliveries;
            private final String description;
            private boolean closed;

            Played(Deque<Delivery> deliveries, String description) {
                this.deliveries = deliveries;
                this.description = description;
            }

            @Override
            public Frame next() throws IOException, InterruptedException {
                return deliveries.remove().next();
            }

            @Override
            public String description() {
                return description;
            }

            @Override
            public void close() {
                assertThat(closed).as("closed before").isFalse();
                closed = true;
                open--;
            }
        }
    }
}
