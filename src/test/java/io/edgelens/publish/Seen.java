package io.edgelens.publish;

import io.edgelens.format.Result;
import io.edgelens.frame.Stamp;
import io.edgelens.model.ModelCard;
import io.edgelens.model.Observation;
import io.edgelens.model.Observation.Timings;
import io.edgelens.model.Prediction;
import java.time.Instant;
import java.util.List;

/** Observations for tests: what counts is the label and which one it is. */
final class Seen {

    private static final ModelCard MODEL = new ModelCard("catdog", "1", "00", "none");

    private Seen() {}

    static Observation observation(long number, String label) {
        return new Observation(
                new Stamp(number, Instant.EPOCH.plusMillis(number), number),
                List.of(Prediction.of(label, number / 10_000f)),
                new Timings(1, 2, 3),
                MODEL);
    }

    static Result result(long number, String label) {
        return new Result(observation(number, label), "door", 2, 0);
    }

    /** How {@code topk} writes it. */
    static String json(long number, String label) {
        return "{\"" + label + "\":"
                + (number == 0
                        ? "0"
                        : java.math.BigDecimal.valueOf(number, 4)
                                .stripTrailingZeros()
                                .toPlainString()) + "}";
    }
}
