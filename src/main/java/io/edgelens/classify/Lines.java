package io.edgelens.classify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgelens.format.Format;
import io.edgelens.format.Json;
import io.edgelens.format.Result;
import io.edgelens.model.Observation;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** One line of JSON for each picture, written at once. */
public final class Lines implements Results {

    @FunctionalInterface
    private interface Line {
        String of(Input input, Observation observation);
    }

    private final OutputStream out;
    private final Line line;

    private Lines(OutputStream out, Line line) {
        this.out = out;
        this.line = line;
    }

    /**
     * Lines such as {@code {"input":"dog.jpg","predictions":[{"label":"dog","probability":0.98}]}}.
     *
     * @param out stays the caller's
     * @param topK how many predictions a line has at most
     */
    public static Lines withInput(OutputStream out, int topK) {
        return new Lines(out, (input, observation) -> written(input, observation, topK));
    }

    /** Lines as {@code edgelens run} publishes them; where those name a camera, these name the input. */
    public static Lines as(Format format, OutputStream out, int topK) {
        return new Lines(out, (input, observation) -> format.encode(new Result(observation, input.name(), topK, 0)));
    }

    private static String written(Input input, Observation observation, int topK) {
        return Json.write(json -> {
            json.beginObject();
            json.name("input").value(input.name());
            json.name("predictions").beginArray();
            for (var prediction : observation.top(topK)) {
                if (Float.isFinite(prediction.probability())) {
                    json.beginObject();
                    json.name("label").value(prediction.label());
                    json.name("probability").value(Json.probability(prediction.probability()));
                    json.endObject();
                }
            }
            json.endArray();
            json.endObject();
        });
    }

    @Override
    public void begin(List<Input> inputs) {}

    @Override
    public void add(Input input, Observation observation) throws IOException {
        out.write((line.of(input, observation) + "\n").getBytes(UTF_8));
        out.flush();
    }

    @Override
    public void end() {}
}
