package io.edgelens.model;

import io.edgelens.frame.Stamp;
import java.util.List;

/**
 * What the model saw in one frame.
 *
 * @param predictions most probable first, all of them or as many as the task gives
 * @param model which model said so
 */
public record Observation(Stamp stamp, List<Prediction> predictions, Timings timings, ModelCard model) {

    /**
     * How long the stages took, in nanoseconds of the monotonic clock.
     *
     * @param queue from capture until the model took the frame
     * @param preprocess decoding, resizing, normalising
     * @param inference the network's forward pass
     */
    public record Timings(long queue, long preprocess, long inference) {

        /** From capture until the observation was there. */
        public long total() {
            return queue + preprocess + inference;
        }
    }

    public Observation {
        predictions = List.copyOf(predictions);
    }

    /** The {@code k} most probable. */
    public List<Prediction> top(int k) {
        return predictions.subList(0, Math.min(k, predictions.size()));
    }
}
