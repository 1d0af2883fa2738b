package io.edgelens.format;

import io.edgelens.model.Prediction;
import java.util.HashSet;
import java.util.List;

/**
 * One flat object, label to probability, most probable first; of two predictions with the same label the more probable
 * one. The 2018 lambda sent this.
 *
 * <pre>{"dog":0.971,"cat":0.024}</pre>
 */
final class TopK implements Format {

    @Override
    public String encode(Result result) {
        return Json.fitting(result.observation().top(result.topK()), TopK::written);
    }

    private static String written(List<Prediction> predictions) {
        return Json.write(json -> {
            json.beginObject();
            var seen = new HashSet<String>();
            for (var prediction : predictions) {
                var label = Json.shortened(prediction.label());
                if (seen.add(label)) {
                    json.name(label).value(Json.probability(prediction.probability()));
                }
            }
            json.endObject();
        });
    }
}
