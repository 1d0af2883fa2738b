package io.edgelens.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {

    private final List<String> told = new ArrayList<>();
    private final Outage outage = new Outage(told::add, told::add);

    @Test
    void eachReasonIsToldOnceAndTheEndWithTheCount() {
        outage.failed("refused");
        outage.failed("no answer");
        outage.failed("refused");
        outage.worked("connected");
        outage.worked("connected");

        assertThat(told).containsExactly("refused", "no answer", "connected after 3 failures");
    }

    @Test
    void afterItHasWorkedAReasonIsNewsAgain() {
        outage.failed("refused");
        outage.worked("connected");
        outage.failed("refused");

        assertThat(told).containsExactly("refused", "connected after one failure", "refused");
        assertThat(outage.lasts()).isTrue();
    }
}
