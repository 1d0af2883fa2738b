package io.edgelens.train;

import io.edgelens.train.Graph.Node;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says an MXNet network in ONNX (opset 13), for machines without MXNet. Knows the operators of convolutional
 * networks as we train them: convolution, batch norm, ReLU, clip, add, pooling, flatten and fully connected. The
 * field numbers are those of onnx.proto.
 */
final class OnnxExport {

    private static final int IR_VERSION = 7;
    private static final int OPSET = 13;
    private static final int OPEN = -1;
    private static final int FLOAT = 1;
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final Graph graph;
    private final Map<String, Tensor> parameters;
    private final ProtobufWriter out = new ProtobufWriter();

    private OnnxExport(Graph graph, Map<String, Tensor> parameters) {
        this.graph = graph;
        this.parameters = parameters;
    }

    /**
     * The network as an ONNX file, its batch size left open.
     *
     * @param graph with one variable that is no parameter: the input
     * @param parameters by name, {@code arg:} or {@code aux:} in front, as in {@link ParamsFile}
     * @param input the input's channels, height and width
     * @param outputs how many numbers the heads give for a picture; left open where not given
     * @throws IllegalArgumentException if the network has an operator that is not known here
     */
    static byte[] export(Graph graph, Map<String, Tensor> parameters, int[] input, int... outputs) {
        return new OnnxExport(graph, parameters).model(input, outputs);
    }

    private byte[] model(int[] input, int[] outputs) {
        out.text(2, "network");
        for (var node : graph.nodes()) {
            var parameter = parameter(node.name());
            if (!node.isVariable()) {
                operator(node);
            } else if (parameter != null) {
                initializer(node.name(), parameter);
            } else {
                out.message(11, described(node.name(), input));
            }
        }
        for (int i = 0; i < graph.heads().size(); i++) {
            var head = graph.nodes().get(graph.heads().get(i)).name();
            out.message(12, described(head, i < outputs.length ? outputs[i] : OPEN));
        }
        return new ProtobufWriter()
                .integer(1, IR_VERSION)
                .text(2, "EdgeLens")
                .message(7, out)
                .message(8, new ProtobufWriter().text(1, "").integer(2, OPSET))
                .toBytes();
    }

    private @Nullable Tensor parameter(String name) {
        var trained = parameters.get("arg:" + name);
        return trained != null ? trained : parameters.get("aux:" + name);
    }

    private void operator(Node node) {
        switch (node.op()) {
            case "Convolution" ->
                emit(
                        node,
                        "Conv",
                        integers("kernel_shape", pair(node, "kernel", 1)),
                        integers("strides", pair(node, "stride", 1)),
                        integers("pads", both(pair(node, "pad", 0))),
                        integers("dilations", pair(node, "dilate", 1)),
                        integer("group", Integer.parseInt(node.attributes().getOrDefault("num_group", "1"))));
            case "BatchNorm" -> batchNorm(node);
            case "Activation", "relu" -> emit(node, "Relu");
            case "elemwise_add", "broadcast_add", "_plus", "_Plus" -> emit(node, "Add");
            case "clip" -> {
                var minimum = constant(node.name() + "_min", node.attributes().get("a_min"));
                var maximum = constant(node.name() + "_max", node.attributes().get("a_max"));
                emit(node, "Clip", List.of(input(node, 0), minimum, maximum));
            }
            case "Pooling" -> pooling(node);
            case "Flatten" -> emit(node, "Flatten", integer("axis", 1));
            case "FullyConnected" -> emit(node, "Gemm", integer("transB", 1));
            default ->
                throw new IllegalArgumentException(
                        "there is no ONNX for the operator " + node.op() + " of " + node.name());
        }
    }

    private void batchNorm(Node node) {
        var inputs = new ArrayList<>(inputs(node));
        if (Boolean.parseBoolean(node.attributes().getOrDefault("fix_gamma", "True"))) {
            var gamma = node.name() + "_ones";
            int channels = Objects.requireNonNull(parameter(inputs.get(1))).data().length;
            initializer(gamma, Tensor.filled(1, channels));
            inputs.set(1, gamma);
        }
        float epsilon = Float.parseFloat(node.attributes().getOrDefault("eps", "0.001"));
        emit(node, "BatchNormalization", inputs, number("epsilon", epsilon));
    }

    private void pooling(Node node) {
        boolean max = node.attributes().getOrDefault("pool_type", "max").equals("max");
        if (Boolean.parseBoolean(node.attributes().getOrDefault("global_pool", "False"))) {
            emit(node, max ? "GlobalMaxPool" : "GlobalAveragePool");
        } else {
            emit(
                    node,
                    max ? "MaxPool" : "AveragePool",
                    integers("kernel_shape", pair(node, "kernel", 1)),
                    integers("strides", pair(node, "stride", 1)),
                    integers("pads", both(pair(node, "pad", 0))));
        }
    }

    private void emit(Node node, String type, ProtobufWriter... attributes) {
        emit(node, type, inputs(node), attributes);
    }

    private void emit(Node node, String type, List<String> inputs, ProtobufWriter... attributes) {
        var message = new ProtobufWriter();
        inputs.forEach(input -> message.text(1, input));
        message.text(2, node.name()).text(3, node.name()).text(4, type);
        for (var attribute : attributes) {
            message.message(5, attribute);
        }
        out.message(1, message);
    }

    private List<String> inputs(Node node) {
        return node.inputs().stream()
                .map(input -> graph.nodes().get(input).name())
                .toList();
    }

    private String input(Node node, int index) {
        return graph.nodes().get(node.inputs().get(index)).name();
    }

    private String constant(String name, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is not given");
        }
        initializer(name, new Tensor(new int[0], new float[] {Float.parseFloat(value)}));
        return name;
    }

    private void initializer(String name, Tensor tensor) {
        var message = new ProtobufWriter();
        for (int length : tensor.shape()) {
            message.integer(1, length);
        }
        var raw = ByteBuffer.allocate(tensor.data().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(tensor.data());
        out.message(5, message.integer(2, FLOAT).text(8, name).bytes(9, raw.array()));
    }

    private static ProtobufWriter described(String name, int... shape) {
        var dimensions = new ProtobufWriter().message(1, new ProtobufWriter().text(2, "N"));
        for (int length : shape) {
            var dimension = new ProtobufWriter();
            dimensions.message(1, length == OPEN ? dimension.text(2, "M") : dimension.integer(1, length));
        }
        var tensor = new ProtobufWriter().integer(1, FLOAT).message(2, dimensions);
        return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
    }

    private static ProtobufWriter integers(String name, int... values) {
        var attribute = new ProtobufWriter().text(1, name);
        for (int value : values) {
            attribute.integer(8, value);
        }
        return attribute.integer(20, ATTRIBUTE_INTS);
    }

    private static ProtobufWriter integer(String name, int value) {
        return new ProtobufWriter().text(1, name).integer(3, value).integer(20, ATTRIBUTE_INT);
    }

    private static ProtobufWriter number(String name, float value) {
        return new ProtobufWriter().text(1, name).number(2, value).integer(20, ATTRIBUTE_FLOAT);
    }

    /** A pair as MXNet writes it: {@code (3, 3)}. */
    static int[] pair(Node node, String attribute, int otherwise) {
        var text = node.attributes().get(attribute);
        if (text == null || text.equals("()") || text.equals("[]")) {
            return new int[] {otherwise, otherwise};
        }
        var parts = text.replaceAll("[()\\[\\] ]", "").split(",", -1);
        return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
    }

    private static int[] both(int[] pad) {
        return new int[] {pad[0], pad[1], pad[0], pad[1]};
    }
}
