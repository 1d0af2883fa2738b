package io.edgelens.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.edgelens.frame.Stamp;
import io.edgelens.model.ModelCard;
import io.edgelens.model.Observation;
import io.edgelens.model.Observation.Timings;
import io.edgelens.model.Prediction;
import io.edgelens.model.Prediction.Box;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {

    private static final ModelCard MODEL = new ModelCard("catdog", "1.0.0", "9f86d081", "MXNet");

    @Test
    void topkIsOneFlatObjectBestFirst() {
        var result = result(2, Prediction.of("dog", 0.97134f), Prediction.of("cat", 0.024f), Prediction.of("none", 0f));

        assertThat(encoded("topk", result)).isEqualTo("{\"dog\":0.9713,\"cat\":0.024}");
    }

    @Test
    void topkKeepsTheMoreProbableOfTwoWithTheSameLabel() {
        var result = result(3, Prediction.of("dog", 1f), Prediction.of("dog", 0.5f), Prediction.of("cat", 0.25f));

        assertThat(encoded("topk", result)).isEqualTo("{\"dog\":1,\"cat\":0.25}");
    }

    @Test
    void detailSaysEverything() {
        var dog = new Prediction("dog", 0.971f, Optional.of(new Box(0.25f, 0.1f, 0.5f, 0.75f)));
        var result = result(2, dog, Prediction.of("cat", 0.024f));

        assertThat(encoded("detail", result))
                .isEqualTo("{\"time\":\"2026-11-20T21:00:00.000Z\",\"camera\":\"door\",\"sequence\":42,"
                        + "\"model\":{\"name\":\"catdog\",\"version\":\"1.0.0\",\"sha256\":\"9f86d081\"},"
                        + "\"predictions\":[{\"label\":\"dog\",\"probability\":0.971,"
                        + "\"box\":{\"x\":0.25,\"y\":0.1,\"width\":0.5,\"height\":0.75}},"
                        + "{\"label\":\"cat\",\"probability\":0.024}],"
                        + "\"latencyMs\":{\"queue\":0.25,\"preprocess\":1.5,\"inference\":15.4,\"total\":17.15},"
                        + "\"skipped\":7}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"topk", "detail"})
    void aMessageStaysBelowFiveKilobytesWhateverTheLabelsAre(String format) {
        var awkward = IntStream.range(0, 1_000)
                .mapToObj(i -> Prediction.of(i + "\u0001\"😀".repeat(400), 0.001f))
                .toArray(Prediction[]::new);

        var text = encoded(format, result(1_000, awkward));

        assertThat(text.getBytes(UTF_8)).hasSizeLessThan(5_000);
        assertThat(JsonParser.parseString(text).isJsonObject()).isTrue();
        assertThat(text).doesNotContain("\n").contains("0\\u0001\\\"😀");
    }

    @ParameterizedTest
    @ValueSource(strings = {"topk", "detail"})
    void aProbabilityThatIsNoNumberIsLeftOut(String format) {
        var result = result(2, Prediction.of("dog", Float.NaN), Prediction.of("cat", 0.5f));

        assertThat(encoded(format, result))
                .contains("cat")
                .doesNotContain("\"dog\"")
                .doesNotContain("NaN");
    }

    private static String encoded(String format, Result result) {
        return Objects.requireNonNull(Formats.TYPES.get(format)).encode(result);
    }

    private static Result result(int topK, Prediction... predictions) {
        var stamp = new Stamp(42, Instant.parse("2026-11-20T21:00:00Z"), 1);
        var timings = new Timings(250_000, 1_500_000, 15_400_000);
        return new Result(new Observation(stamp, List.of(predictions), timings, MODEL), "door", topK, 7);
    }
}
