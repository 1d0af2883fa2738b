package io.edgelens.train;

import java.util.Arrays;

/**
 * Numbers with a shape, on the Java heap, in row-major order. Neither the shape nor the data is copied: whoever
 * makes a tensor gives both arrays away.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying megabytes of weights would be the greater harm
record Tensor(int[] shape, float[] data) {

    Tensor {
        if (data.length != size(shape)) {
            throw new IllegalArgumentException(
                    data.length + " numbers do not have the shape " + Arrays.toString(shape));
        }
    }

    static Tensor vector(float... data) {
        return new Tensor(new int[] {data.length}, data);
    }

    static Tensor filled(float value, int... shape) {
        var data = new float[size(shape)];
        Arrays.fill(data, value);
        return new Tensor(shape, data);
    }

    /** How many numbers a tensor of this shape has. */
    static int size(int... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
