package io.edgelens.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A real MXNet network small enough to write by hand: the mean of each channel, times ten, is the logit of
 * "red", "green" and "blue". So a test knows what a picture must give.
 */
public final class ColourModel {

    private static final String SYMBOL = """
            {"nodes": [
              {"op": "null", "name": "data", "inputs": []},
              {"op": "Pooling", "name": "mean", "inputs": [[0, 0, 0]],
               "attrs": {"global_pool": "True", "pool_type": "avg", "kernel": "(1, 1)"}},
              {"op": "Flatten", "name": "flat", "inputs": [[1, 0, 0]]},
              {"op": "null", "name": "fc_weight", "inputs": []},
              {"op": "null", "name": "fc_bias", "inputs": []},
              {"op": "FullyConnected", "name": "fc", "inputs": [[2, 0, 0], [3, 0, 0], [4, 0, 0]],
               "attrs": {"num_hidden": "3"}}],
             "arg_nodes": [0, 3, 4], "node_row_ptr": [0, 1, 2, 3, 4, 5, 6], "heads": [[5, 0, 0]],
             "attrs": {"mxnet_version": ["int", 10900]}}
            """;

    private static final float[] WEIGHT = {10, 0, 0, 0, 10, 0, 0, 0, 10};

    private ColourModel() {}

    /** Writes the model directory and returns it. */
    public static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("colour-symbol.json"), SYMBOL);
        Files.write(folder.resolve("colour-0000.params"), parameters());
        Files.writeString(folder.resolve("synset.txt"), "red\ngreen\nblue\n");
        Files.writeString(folder.resolve("serving.properties"), """
                engine=MXNet
                option.modelName=colour
                application=cv/image_classification
                width=32
                height=32
                resize=true
                applySoftmax=true
                """);
        return folder;
    }

    /** MXNet's list of arrays (V2): magic, arrays, then their names. */
    private static byte[] parameters() throws IOException {
        var arrays = Map.of("arg:fc_bias", new float[3], "arg:fc_weight", WEIGHT);
        var names = arrays.keySet().stream().sorted().toList();
        var out = new ByteArrayOutputStream();
        out.write(little(24).putLong(0x112).putLong(0).putLong(names.size()).array());
        for (var name : names) {
            var values = arrays.get(name);
            var shape = name.endsWith("weight") ? new long[] {3, 3} : new long[] {3};
            out.write(
                    little(12).putInt(0xF993FAC9).putInt(0).putInt(shape.length).array());
            for (long side : shape) {
                out.write(little(8).putLong(side).array());
            }
            out.write(little(12).putInt(1).putInt(0).putInt(0).array());
            for (float value : values) {
                out.write(little(4).putFloat(value).array());
            }
        }
        out.write(little(8).putLong(names.size()).array());
        for (var name : names) {
            var bytes = name.getBytes(StandardCharsets.UTF_8);
            out.write(little(8).putLong(bytes.length).array());
            out.write(bytes);
        }
        return out.toByteArray();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
