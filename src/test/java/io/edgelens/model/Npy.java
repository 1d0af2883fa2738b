package io.edgelens.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Numpy's file format, version 1, little-endian floats in C order. */
final class Npy {

    private Npy() {}

    static FloatBuffer floats(Path file) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = bytes.getShort(8);
        bytes.position(10 + header);
        var direct = ByteBuffer.allocateDirect(bytes.remaining()).order(ByteOrder.nativeOrder());
        return direct.put(bytes).flip().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    static float[] array(FloatBuffer floats) {
        var array = new float[floats.remaining()];
        floats.duplicate().get(array);
        return array;
    }
}
