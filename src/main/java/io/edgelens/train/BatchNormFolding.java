package io.edgelens.train;

import io.edgelens.train.Graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Works batch norms into the convolutions before them, which once training is over is only arithmetic on the weights:
 * w′ = w γ/√(σ²+ε), b′ = β + (b − μ) γ/√(σ²+ε). A third of the operators go, and the answers stay.
 */
final class BatchNormFolding {

    private final Graph graph;
    private final Map<String, Tensor> parameters;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> folded = new LinkedHashMap<>();
    private final Map<Integer, Integer> moved = new HashMap<>();

    /** A network and its parameters, {@code arg:} or {@code aux:} in front of their names. */
    record Result(Graph graph, Map<String, Tensor> parameters) {}

    private BatchNormFolding(Graph graph, Map<String, Tensor> parameters) {
        this.graph = graph;
        this.parameters = parameters;
    }

    /**
     * The same network without batch norms after convolutions, and without what only heads other than the first need.
     * Nothing given is changed.
     */
    static Result fold(Graph graph, Map<String, Tensor> parameters) {
        return new BatchNormFolding(graph, parameters).fold();
    }

    private Result fold() {
        int head = graph.heads().get(0);
        int end = copy(head);
        return new Result(new Graph(nodes, List.of(end)), folded);
    }

    /** Copies a node and what it needs, once; returns its new position. */
    private int copy(int position) {
        var known = moved.get(position);
        if (known != null) {
            return known;
        }
        var node = graph.nodes().get(position);
        int there = isFoldable(node) ? copyFolded(node) : copyAsItIs(node);
        moved.put(position, there);
        return there;
    }

    private boolean isFoldable(Node node) {
        if (!node.op().equals("BatchNorm")) {
            return false;
        }
        int input = node.inputs().get(0);
        long users = graph.nodes().stream()
                .filter(other -> other.inputs().contains(input))
                .count();
        return graph.nodes().get(input).op().equals("Convolution") && users == 1;
    }

    private int copyAsItIs(Node node) {
        var inputs = node.inputs().stream().map(this::copy).toList();
        for (var kind : List.of("arg:", "aux:")) {
            var tensor = parameters.get(kind + node.name());
            if (node.isVariable() && tensor != null) {
                folded.put(kind + node.name(), tensor);
            }
        }
        return add(new Node(node.op(), node.name(), node.attributes(), inputs));
    }

    private int copyFolded(Node norm) {
        var convolution = graph.nodes().get(norm.inputs().get(0));
        var weight = parameter(convolution, 1);
        boolean fixed = Boolean.parseBoolean(norm.attributes().getOrDefault("fix_gamma", "True"));
        float epsilon = Float.parseFloat(norm.attributes().getOrDefault("eps", "0.001"));
        var gamma = parameter(norm, 1).data();
        var beta = parameter(norm, 2).data();
        var mean = parameter(norm, 3).data();
        var variance = parameter(norm, 4).data();
        boolean biased = convolution.inputs().size() > 2;
        var before = biased ? parameter(convolution, 2).data() : new float[gamma.length];

        var scaled = weight.data().clone();
        var bias = new float[gamma.length];
        int each = scaled.length / bias.length;
        for (int c = 0; c < bias.length; c++) {
            double factor = (fixed ? 1 : gamma[c]) / Math.sqrt((double) variance[c] + epsilon);
            bias[c] = (float) (beta[c] + (before[c] - mean[c]) * factor);
            for (int i = c * each; i < (c + 1) * each; i++) {
                scaled[i] *= (float) factor;
            }
        }

        int input = copy(convolution.inputs().get(0));
        int weights = variable(convolution.name() + "_weight", new Tensor(weight.shape(), scaled));
        int biases = variable(convolution.name() + "_bias", Tensor.vector(bias));
        var attributes = new LinkedHashMap<>(convolution.attributes());
        attributes.put("no_bias", "False");
        return add(new Node("Convolution", convolution.name(), attributes, List.of(input, weights, biases)));
    }

    private Tensor parameter(Node node, int input) {
        var name = graph.nodes().get(node.inputs().get(input)).name();
        var trained = parameters.get("arg:" + name);
        return Objects.requireNonNull(trained != null ? trained : parameters.get("aux:" + name), name);
    }

    private int variable(String name, Tensor tensor) {
        folded.put("arg:" + name, tensor);
        return add(new Node(Graph.VARIABLE, name, Map.of(), List.of()));
    }

    private int add(Node node) {
        nodes.add(node);
        return nodes.size() - 1;
    }
}
