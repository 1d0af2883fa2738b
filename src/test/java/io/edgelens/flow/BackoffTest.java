package io.edgelens.flow;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(ofSeconds(1), ofSeconds(5));

    @Test
    void eachPauseIsTwiceAsLongUpToTheLimit() {
        assertThat(Stream.generate(backoff::next).limit(5))
                .containsExactly(ofSeconds(1), ofSeconds(2), ofSeconds(4), ofSeconds(5), ofSeconds(5));
    }

    @Test
    void afterASuccessItBeginsAnew() {
        backoff.next();
        backoff.next();
        backoff.reset();

        assertThat(backoff.next()).isEqualTo(ofSeconds(1));
    }
}
