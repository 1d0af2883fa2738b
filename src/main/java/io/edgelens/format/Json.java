package io.edgelens.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonWriter;
import io.edgelens.model.Prediction;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;

/** What all formats write alike: numbers, times, and never more than fits. */
public final class Json {

    /** Messages stay below this many bytes: AWS meters messages per 5 KB. */
    public static final int LIMIT = 5_000;

    /** Longer texts are cut, so that four of them fit even when every character must be escaped. */
    private static final int LONGEST_TEXT = 128;

    /** What writes with a {@link JsonWriter}. */
    @FunctionalInterface
    public interface Body {
        void write(JsonWriter json) throws IOException;
    }

    private Json() {}

    /** The text that {@code body} writes, on one line. */
    public static String write(Body body) {
        var text = new StringWriter();
        try (var json = new JsonWriter(text)) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** What {@code form} makes of as many of the predictions, from the first, as stay below {@link #LIMIT}. */
    static String fitting(List<Prediction> predictions, Function<List<Prediction>, String> form) {
        var usable = predictions.stream()
                .filter(prediction -> Float.isFinite(prediction.probability()))
                .toList();
        int count = usable.size();
        var text = form.apply(usable);
        while (text.getBytes(UTF_8).length >= LIMIT && count > 0) {
            // Half at a time: a detector may see hundreds of things in one picture.
            count = count / 2;
            text = form.apply(usable.subList(0, count));
        }
        return text;
    }

    /** UTC, ISO 8601, always with milliseconds, so that times sort as text. */
    public static String time(Instant instant) {
        var text = instant.truncatedTo(ChronoUnit.MILLIS).toString();
        return text.contains(".") ? text : text.replace("Z", ".000Z");
    }

    /** At most four decimals: 0.9713, 0.5, 1. */
    public static BigDecimal probability(float value) {
        return rounded(value, 4);
    }

    /** Nanoseconds as milliseconds with at most two decimals. */
    static BigDecimal milliseconds(long nanos) {
        return rounded(nanos / 1e6, 2);
    }

    private static BigDecimal rounded(double value, int decimals) {
        var exact = BigDecimal.valueOf(value)
                .setScale(decimals, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }

    /** {@code text}, cut where it is longer than any sensible name. */
    public static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_TEXT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT - 1)) + "…";
    }
}
