package io.edgelens.model;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One probability for each label. {@code applySoftmax} says that the network's output is logits.
 *
 * @param softmax whether probabilities have to be made of the outputs
 */
record Classification(ModelDirectory directory, boolean softmax) implements Task {

    static Task of(ModelDirectory directory) throws BadModelException {
        return new Classification(directory, directory.flag("applySoftmax", false));
    }

    @Override
    public List<Prediction> decode(List<Tensor> outputs) throws BadModelException {
        var labels = directory.labels();
        var values = outputs.get(0).values();
        if (values.length != labels.size()) {
            throw new BadModelException("%s has %d labels, but the network has %d outputs; they must be as many"
                    .formatted(directory.path().resolve("synset.txt"), labels.size(), values.length));
        }
        var probabilities = softmax ? softmax(values) : values;
        return IntStream.range(0, labels.size())
                .boxed()
                .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
                .map(i -> Prediction.of(labels.get(i), probabilities[i]))
                .toList();
    }

    /** Exponents shifted by the largest, so that none overflows. */
    private static float[] softmax(float[] logits) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        var raised = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            raised[i] = Math.exp(logits[i] - most);
            sum += raised[i];
        }
        var probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (raised[i] / sum);
        }
        return probabilities;
    }
}
