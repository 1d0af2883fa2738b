package io.edgelens.source;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final HandClock clock = new HandClock();
    private final Pace pace = new Pace(20, clock, clock);

    @Test
    void theFirstFrameIsDueAtOnceAndEachFurtherOneAnIntervalLater() throws Exception {
        pace.await();
        assertThat(clock.slept).isEmpty();

        pace.await();
        clock.turn(ofMillis(30));
        pace.await();

        assertThat(clock.slept).containsExactly(ofMillis(50), ofMillis(20));
    }

    @Test
    void lostTimeIsNotMadeUpForByABurst() throws Exception {
        pace.await();
        clock.turn(Duration.ofSeconds(1));
        pace.await();
        pace.await();

        assertThat(clock.slept).containsExactly(ofMillis(50));
    }
}
