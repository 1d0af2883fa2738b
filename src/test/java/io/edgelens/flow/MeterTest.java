package io.edgelens.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeterTest {

    private final Meter meter = new Meter();

    @Test
    void quantilesLeaveOutTheSlowest() {
        for (int i = 1; i <= 100; i++) {
            meter.mark(i);
        }

        assertThat(meter.quantile(0.5, 0)).isEqualTo(50);
        assertThat(meter.quantile(0.99, 0)).isEqualTo(99);
        assertThat(meter.quantile(1, 0)).isEqualTo(100);
    }

    @Test
    void onlyWhatCameSinceCounts() {
        for (int i = 1; i <= 3000; i++) {
            meter.mark(i);
        }

        assertThat(meter.count()).isEqualTo(3000);
        assertThat(meter.quantile(0.5, 2990)).isEqualTo(2995);
        assertThat(meter.quantile(1, 0)).isEqualTo(3000);
        assertThat(meter.quantile(0.001, 0)).isEqualTo(3000 - 1024 + 2);
    }

    @Test
    void withoutEventsThereIsNothingToSay() {
        assertThat(meter.quantile(0.5, 0)).isZero();
    }
}
