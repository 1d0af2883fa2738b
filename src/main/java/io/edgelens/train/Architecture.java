package io.edgelens.train;

import io.edgelens.train.Graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * The shape of the network we train: a small residual network (He et al., 2015) of 3×3 convolutions, whose last
 * convolution widens the features before they are averaged over the picture. Made only of operators that MXNet's
 * INT8 path fuses. It takes any picture of at least 32×32; {@code widths} are the channels of the stages, each at
 * half the resolution of the one before, {@code blocks} the residual blocks in each.
 */
record Architecture(int stem, List<Integer> widths, int blocks, int features) {

    static final Architecture SMALL = new Architecture(32, List.of(32, 80, 192), 2, 512);

    /** Small enough to be trained by a test in seconds. */
    static final Architecture TINY = new Architecture(8, List.of(16, 32), 1, 64);

    static final String INPUT = "data";
    static final String LOGITS = "logits";
    static final String PROJECTION = "projection";

    /** With what batch norm forgets its running statistics. */
    private static final String MOMENTUM = "0.9";

    private static final String EPSILON = "1e-5";

    /** A graph and the shapes of all its parameters, {@code arg:} or {@code aux:} in front. */
    record Blueprint(Graph graph, Map<String, int[]> shapes) {}

    /**
     * The network with {@code classes} logits as first output and, if {@code projected} is not 0, as many numbers
     * computed from the same features as second output, for training only.
     */
    Blueprint blueprint(int classes, int projected) {
        return new Drawing().draw(classes, projected);
    }

    /** He's random weights for convolutions, small ones for the ends, and batch norms that change nothing yet. */
    static Map<String, Tensor> randomParameters(Blueprint blueprint, long seed) {
        var random = new Random(new SplittableRandom(seed).nextLong());
        var parameters = new LinkedHashMap<String, Tensor>();
        blueprint.shapes().forEach((name, shape) -> {
            if (name.endsWith("_weight")) {
                int fanIn = Tensor.size(shape) / shape[0];
                double deviation = shape.length == 4 ? Math.sqrt(2.0 / fanIn) : Math.sqrt(0.5 / fanIn);
                var data = new float[Tensor.size(shape)];
                for (int i = 0; i < data.length; i++) {
                    data[i] = (float) (random.nextGaussian() * deviation);
                }
                parameters.put(name, new Tensor(shape, data));
            } else {
                boolean one = name.endsWith("_gamma") || name.endsWith("_running_var");
                parameters.put(name, Tensor.filled(one ? 1 : 0, shape));
            }
        });
        return parameters;
    }

    private final class Drawing {

        private final List<Node> nodes = new ArrayList<>();
        private final Map<String, int[]> shapes = new LinkedHashMap<>();

        Blueprint draw(int classes, int projected) {
            int x = variable(INPUT);
            x = relu("stem_relu", batchNorm("stem_bn", convolution("stem", x, 3, stem, 3, 2), stem));
            int channels = stem;
            for (int stage = 0; stage < widths.size(); stage++) {
                for (int block = 0; block < blocks; block++) {
                    int stride = block == 0 ? 2 : 1;
                    x = residual("stage" + stage + "_" + block, x, channels, widths.get(stage), stride);
                    channels = widths.get(stage);
                }
            }
            x = relu("widen_relu", batchNorm("widen_bn", convolution("widen", x, channels, features, 1, 1), features));
            x = operator(
                    "Pooling", "average", Map.of("global_pool", "True", "pool_type", "avg", "kernel", "(1, 1)"), x);
            x = operator("Flatten", "flatten", Map.of(), x);
            var heads = new ArrayList<>(List.of(fullyConnected(LOGITS, x, classes)));
            if (projected > 0) {
                heads.add(fullyConnected(PROJECTION, x, projected));
            }
            return new Blueprint(new Graph(nodes, heads), shapes);
        }

        private int residual(String name, int input, int from, int to, int stride) {
            int x = convolution(name + "_conv1", input, from, to, 3, stride);
            x = relu(name + "_relu1", batchNorm(name + "_bn1", x, to));
            x = batchNorm(name + "_bn2", convolution(name + "_conv2", x, to, to, 3, 1), to);
            int shortcut = input;
            if (from != to || stride != 1) {
                shortcut = convolution(name + "_shortcut", input, from, to, 1, stride);
                shortcut = batchNorm(name + "_shortcut_bn", shortcut, to);
            }
            return relu(name + "_relu2", operator("elemwise_add", name + "_add", Map.of(), x, shortcut));
        }

        private int convolution(String name, int input, int from, int to, int kernel, int stride) {
            int weight = parameter("arg:", name + "_weight", to, from, kernel, kernel);
            var attributes = new LinkedHashMap<String, String>();
            attributes.put("kernel", pair(kernel));
            attributes.put("stride", pair(stride));
            attributes.put("pad", pair(kernel / 2));
            attributes.put("num_filter", String.valueOf(to));
            attributes.put("no_bias", "True");
            return operator("Convolution", name, attributes, input, weight);
        }

        private int batchNorm(String name, int input, int channels) {
            int gamma = parameter("arg:", name + "_gamma", channels);
            int beta = parameter("arg:", name + "_beta", channels);
            int mean = parameter("aux:", name + "_running_mean", channels);
            int variance = parameter("aux:", name + "_running_var", channels);
            var attributes = Map.of("eps", EPSILON, "momentum", MOMENTUM, "fix_gamma", "False");
            return operator("BatchNorm", name, attributes, input, gamma, beta, mean, variance);
        }

        private int relu(String name, int input) {
            return operator("Activation", name, Map.of("act_type", "relu"), input);
        }

        private int fullyConnected(String name, int input, int outputs) {
            int weight = parameter("arg:", name + "_weight", outputs, features);
            int bias = parameter("arg:", name + "_bias", outputs);
            return operator("FullyConnected", name, Map.of("num_hidden", String.valueOf(outputs)), input, weight, bias);
        }

        private int parameter(String kind, String name, int... shape) {
            shapes.put(kind + name, shape);
            return variable(name);
        }

        private int variable(String name) {
            return operator(Graph.VARIABLE, name, Map.of());
        }

        private int operator(String op, String name, Map<String, String> attributes, Integer... inputs) {
            nodes.add(new Node(op, name, attributes, List.of(inputs)));
            return nodes.size() - 1;
        }

        private static String pair(int length) {
            return "(" + length + ", " + length + ")";
        }
    }
}
