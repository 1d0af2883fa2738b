package io.edgelens.format;

import com.google.gson.stream.JsonWriter;
import io.edgelens.model.ModelCard;
import io.edgelens.model.Observation.Timings;
import io.edgelens.model.Prediction;
import io.edgelens.model.Prediction.Box;
import java.io.IOException;
import java.util.List;

/** One typed record with everything that is known: when, which camera, which model, what, where, how long it took. */
final class Detail implements Format {

    @Override
    public String encode(Result result) {
        return Json.fitting(result.observation().top(result.topK()), predictions -> written(result, predictions));
    }

    private static String written(Result result, List<Prediction> predictions) {
        var observation = result.observation();
        return Json.write(json -> {
            json.beginObject();
            json.name("time").value(Json.time(observation.stamp().at()));
            json.name("camera").value(Json.shortened(result.camera()));
            json.name("sequence").value(observation.stamp().number());
            model(json, observation.model());
            json.name("predictions").beginArray();
            for (var prediction : predictions) {
                prediction(json, prediction);
            }
            json.endArray();
            latency(json, observation.timings());
            json.name("skipped").value(result.skipped());
            json.endObject();
        });
    }

    private static void model(JsonWriter json, ModelCard card) throws IOException {
        json.name("model").beginObject();
        json.name("name").value(Json.shortened(card.name()));
        json.name("version").value(Json.shortened(card.version()));
        json.name("sha256").value(Json.shortened(card.sha256()));
        json.endObject();
    }

    private static void prediction(JsonWriter json, Prediction prediction) throws IOException {
        json.beginObject();
        json.name("label").value(Json.shortened(prediction.label()));
        json.name("probability").value(Json.probability(prediction.probability()));
        if (prediction.box().isPresent()) {
            box(json, prediction.box().get());
        }
        json.endObject();
    }

    private static void box(JsonWriter json, Box box) throws IOException {
        json.name("box").beginObject();
        json.name("x").value(Json.probability(box.x()));
        json.name("y").value(Json.probability(box.y()));
        json.name("width").value(Json.probability(box.width()));
        json.name("height").value(Json.probability(box.height()));
        json.endObject();
    }

    private static void latency(JsonWriter json, Timings timings) throws IOException {
        json.name("latencyMs").beginObject();
        json.name("queue").value(Json.milliseconds(timings.queue()));
        json.name("preprocess").value(Json.milliseconds(timings.preprocess()));
        json.name("inference").value(Json.milliseconds(timings.inference()));
        json.name("total").value(Json.milliseconds(timings.total()));
        json.endObject();
    }
}
