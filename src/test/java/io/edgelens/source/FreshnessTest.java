package io.edgelens.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A camera of 20 pictures a second, each 30 ms old when it arrives. Times in milliseconds. */
class FreshnessTest {

    private final Freshness freshness = new Freshness(20);

    @Test
    void aPictureOneHadToWaitForIsNew() {
        assertThat(stale(0, 50, 20)).isFalse();
        assertThat(stale(51, 100, 70)).isFalse();
        assertThat(stale(101, 400, 370)).as("long waited for").isFalse();
    }

    @Test
    void whatWasQueuedDuringAPauseIsOld() {
        assertThat(stale(0, 50, 20)).isFalse();
        assertThat(stale(51, 100, 70)).isFalse();

        assertThat(stale(1000, 1001, 120)).as("first in the queue").isTrue();
        assertThat(stale(1001, 1002, 170)).as("second in the queue").isTrue();
        assertThat(stale(1002, 1040, 1010)).as("waited for").isFalse();
    }

    @Test
    void aPictureThatCameWhileTheProgramStoodStillInsideTheReadIsOld() {
        assertThat(stale(0, 50, 20)).isFalse();

        assertThat(stale(51, 3000, 70)).as("asked for before").isTrue();
        assertThat(stale(3001, 3002, 120)).as("queued").isTrue();
        assertThat(stale(3002, 3040, 3010)).isFalse();
    }

    @Test
    void aCameraThatBecomesSlowerLosesOnePicture() {
        assertThat(stale(0, 50, 20)).isFalse();

        assertThat(stale(51, 300, 100)).isTrue();
        assertThat(stale(301, 500, 300)).isFalse();
        assertThat(stale(501, 700, 500)).isFalse();
    }

    @Test
    void aPictureThatCameAMomentAgoIsNewAlthoughItWasThere() {
        assertThat(stale(0, 50, 20)).isFalse();
        assertThat(stale(110, 111, 70)).isFalse();
    }

    @Test
    void withADriverOfAnotherClockThePauseTells() {
        long other = 1_700_000_000_000L;
        assertThat(stale(0, 50, other)).isFalse();
        assertThat(stale(51, 100, other + 50)).isFalse();
        assertThat(stale(110, 111, other + 100)).as("no pause").isFalse();

        assertThat(stale(1000, 1001, other + 150)).isTrue();
        assertThat(stale(1001, 1002, other + 200)).isTrue();
        assertThat(stale(1002, 1040, other + 1010)).isFalse();
        assertThat(stale(1041, 1042, other + 1060)).as("the pause is over").isFalse();

        assertThat(stale(1043, 3000, other + 1090)).as("the read itself paused").isFalse();
        assertThat(stale(3001, 3002, other + 1140)).isTrue();
    }

    @Test
    void theAgeIsKnownOnlyByOurOwnClock() {
        assertThat(stale(0, 50, 20)).isFalse();
        assertThat(freshness.age(millis(50), millis(20))).isEqualTo(millis(30));

        var other = new Freshness(20);
        assertThat(other.isStale(0, millis(50), millis(1_700_000_000_000L))).isFalse();
        assertThat(other.age(millis(50), millis(1_700_000_000_000L))).isZero();
    }

    private boolean stale(long asked, long arrived, long driver) {
        return freshness.isStale(millis(asked), millis(arrived), millis(driver));
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }
}
