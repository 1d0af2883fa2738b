package io.edgelens.publish;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgelens.format.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class PublishPolicyTest {

    private static final Duration FRAME = ofSeconds(1).dividedBy(30);

    private final HandClock clock = new HandClock();

    @Test
    void oneResultGoesOutPerInterval() {
        var policy = new PublishPolicy(ofSeconds(1), true, clock);

        assertThat(sent(policy, FRAME, 300, number -> "dog")).hasSizeBetween(10, 11);
    }

    @Test
    void theFirstResultGoesOutAtOnce() {
        var policy = new PublishPolicy(ofMinutes(1), false, clock);

        assertThat(policy.offer(Seen.result(1, "dog"))).isPresent();
        assertThat(policy.offer(Seen.result(2, "dog"))).isEmpty();
    }

    @Test
    void aNewTopLabelGoesOutAtOnce() {
        var policy = new PublishPolicy(ofMinutes(1), true, clock);
        policy.offer(Seen.result(1, "dog"));
        clock.turn(FRAME);

        assertThat(policy.offer(Seen.result(2, "cat"))).isPresent();
        assertThat(policy.offer(Seen.result(3, "cat"))).isEmpty();
    }

    @Test
    void withoutOnChangeANewTopLabelWaitsForItsTurn() {
        var policy = new PublishPolicy(ofSeconds(1), false, clock);
        policy.offer(Seen.result(1, "dog"));
        clock.turn(FRAME);

        assertThat(policy.offer(Seen.result(2, "cat"))).isEmpty();
        clock.turn(ofSeconds(1));
        assertThat(policy.offer(Seen.result(3, "cat"))).isPresent();
    }

    @Test
    void afterAChangeTheIntervalBeginsAnew() {
        var policy = new PublishPolicy(ofSeconds(1), true, clock);
        policy.offer(Seen.result(1, "dog"));
        clock.turn(ofMillis(900));
        policy.offer(Seen.result(2, "cat"));
        clock.turn(ofMillis(900));

        assertThat(policy.offer(Seen.result(3, "cat"))).isEmpty();
    }

    @Test
    void labelsThatFlickerSendTenAtOnceAndThenOneASecond() {
        var policy = new PublishPolicy(ofSeconds(10), true, clock);

        var sent = sent(policy, FRAME, 30 * 60, number -> number % 2 == 0 ? "dog" : "cat");

        assertThat(sent).hasSizeBetween(60, 60 + PublishPolicy.CHANGES + 7);
    }

    @Test
    void aCameraAsSlowAsTheIntervalLosesNoResultToJitter() {
        var policy = new PublishPolicy(ofSeconds(1), false, clock);

        var sent = new ArrayList<Result>();
        for (int number = 0; number < 100; number++) {
            policy.offer(Seen.result(number, "dog")).ifPresent(sent::add);
            clock.turn(ofMillis(number % 2 == 0 ? 990 : 1010));
        }

        assertThat(sent).hasSize(100);
    }

    @Test
    void everyFrameGoesOutWhenAskedForUpToWhatTheTopicTakes() {
        assertThat(sent(new PublishPolicy(ZERO, true, clock), FRAME, 300, number -> "dog"))
                .hasSize(300);
        assertThat(sent(new PublishPolicy(ZERO, true, clock), ofMillis(1), 10_000, number -> "dog"))
                .hasSizeBetween(490, 10 * PublishPolicy.MOST_PER_SECOND + 5);
    }

    @Test
    void theNewestOfTheHeldGoesOutWhenNothingNewerComes() {
        var policy = new PublishPolicy(ofSeconds(1), true, clock);
        policy.offer(Seen.result(1, "dog"));
        policy.offer(Seen.result(2, "dog"));
        policy.offer(Seen.result(3, "dog"));
        var wait = policy.untilOverdue().orElseThrow();

        clock.turn(wait.minusMillis(1));
        assertThat(policy.overdue()).isEmpty();
        clock.turn(ofMillis(1));
        assertThat(policy.overdue()).contains(Seen.result(3, "dog"));
        assertThat(policy.overdue()).isEmpty();
        assertThat(policy.untilOverdue()).isEmpty();
        assertThat(wait).isBetween(ofSeconds(1), ofMillis(1_250));
    }

    private List<Result> sent(PublishPolicy policy, Duration gap, int frames, LongFunction<String> label) {
        var sent = new ArrayList<Result>();
        for (int number = 0; number < frames; number++) {
            policy.offer(Seen.result(number, label.apply(number))).ifPresent(sent::add);
            clock.turn(gap);
        }
        return sent;
    }
}
