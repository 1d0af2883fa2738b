package io.edgelens.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloserTest {

    private final List<String> log = new ArrayList<>();

    @Test
    void closesLastFirst() throws Exception {
        try (var closer = new Closer()) {
            closer.<AutoCloseable>own(() -> log.add("model"));
            closer.<AutoCloseable>own(() -> log.add("camera"));
        }
        assertThat(log).containsExactly("camera", "model");
    }

    @Test
    void aFailureDoesNotKeepTheRestOpen() {
        var closer = new Closer();
        closer.<AutoCloseable>own(() -> log.add("model"));
        closer.<AutoCloseable>own(() -> {
            throw new IllegalStateException("camera stuck");
        });

        assertThatThrownBy(closer::close).hasMessage("camera stuck");
        assertThat(log).containsExactly("model");
    }
}
