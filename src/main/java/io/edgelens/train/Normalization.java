package io.edgelens.train;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How a byte becomes a number for the network: (byte/255 − mean) / deviation, for red, green and blue. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Normalization(float[] mean, float[] deviation) {

    /** That of ImageNet, which everyone uses. */
    static final Normalization IMAGENET =
            new Normalization(new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f});

    /** A channel's number for a value from 0 to 255. */
    float of(int channel, float value) {
        return (value / 255 - mean[channel]) / deviation[channel];
    }

    /** By how much a channel's number grows when the value grows by 1. */
    float scale(int channel) {
        return 1 / (255 * deviation[channel]);
    }

    /** As {@code serving.properties} wants it: three means, three deviations. */
    String asProperty() {
        return IntStream.concat(IntStream.range(0, 3), IntStream.range(3, 6))
                .mapToObj(i -> i < 3 ? mean[i] : deviation[i - 3])
                .map(String::valueOf)
                .collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return "mean " + Arrays.toString(mean) + ", deviation " + Arrays.toString(deviation);
    }
}
