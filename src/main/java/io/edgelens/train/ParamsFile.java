package io.edgelens.train;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * MXNet's {@code .params} format: a list of dense float arrays, then their names. Names start with {@code arg:}
 * (trained) or {@code aux:} (running statistics). The layout is that of {@code NDArray::Save} in MXNet 1.x's
 * ndarray.cc, little endian.
 */
final class ParamsFile {

    private static final long LIST_MAGIC = 0x112;
    private static final int ARRAY_MAGIC = 0xF993FAC9;
    private static final int ARRAY_MAGIC_NUMPY = 0xF993FACA;
    private static final int FLOAT32 = 0;
    private static final int CPU = 1;

    private ParamsFile() {}

    /**
     * Reads all arrays, in the order of the file.
     *
     * @throws IOException if the file cannot be read or is not a list of dense float arrays
     */
    static Map<String, Tensor> read(Path file) throws IOException {
        var in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        try {
            require(in.getLong() == LIST_MAGIC, file);
            in.getLong();
            var tensors = new ArrayList<Tensor>();
            for (long left = in.getLong(); left > 0; left--) {
                tensors.add(readTensor(in, file));
            }
            require(in.getLong() == tensors.size(), file);
            var named = new LinkedHashMap<String, Tensor>();
            for (var tensor : tensors) {
                var name = new byte[Math.toIntExact(in.getLong())];
                in.get(name);
                named.put(new String(name, StandardCharsets.UTF_8), tensor);
            }
            return named;
        } catch (RuntimeException e) {
            throw new IOException(file + " is cut short or is no MXNet parameter file", e);
        }
    }

    private static Tensor readTensor(ByteBuffer in, Path file) throws IOException {
        int magic = in.getInt();
        require(magic == ARRAY_MAGIC || magic == ARRAY_MAGIC_NUMPY, file);
        require(in.getInt() == 0, file);
        var shape = new int[in.getInt()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.toIntExact(in.getLong());
        }
        in.getLong();
        require(in.getInt() == FLOAT32, file);
        var data = new float[Tensor.size(shape)];
        in.asFloatBuffer().get(data);
        in.position(in.position() + data.length * Float.BYTES);
        return new Tensor(shape, data);
    }

    private static void require(boolean expected, Path file) throws IOException {
        if (!expected) {
            throw new IOException(file + " is not a list of dense float arrays as MXNet 1.x writes it");
        }
    }

    /** Writes all arrays, in the map's order. */
    static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            write(out, tensors);
        }
    }

    /** Writes all arrays, in the map's order; leaves {@code stream} open. */
    static void write(OutputStream stream, Map<String, Tensor> tensors) throws IOException {
        var out = new DataOutputStream(stream);
        out.write(longs(LIST_MAGIC, 0, tensors.size()));
        for (var tensor : tensors.values()) {
            int[] shape = tensor.shape();
            var bytes = ByteBuffer.allocate(12 + shape.length * 8 + 12 + tensor.data().length * Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(ARRAY_MAGIC).putInt(0).putInt(shape.length);
            for (int length : shape) {
                bytes.putLong(length);
            }
            bytes.putInt(CPU).putInt(0).putInt(FLOAT32);
            bytes.asFloatBuffer().put(tensor.data());
            out.write(bytes.array());
        }
        out.write(longs(tensors.size()));
        for (var name : tensors.keySet()) {
            var bytes = name.getBytes(StandardCharsets.UTF_8);
            out.write(longs(bytes.length));
            out.write(bytes);
        }
        out.flush();
    }

    private static byte[] longs(long... values) {
        var bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return bytes.array();
    }
}
