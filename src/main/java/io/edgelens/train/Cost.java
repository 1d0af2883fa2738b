package io.edgelens.train;

import io.edgelens.train.Graph.Node;
import java.util.HashMap;
import java.util.Map;

/**
 * What a network takes.
 *
 * @param parameters how many numbers are learned or kept
 * @param multiplications for one picture, in convolutions and fully connected layers
 */
record Cost(long parameters, long multiplications) {

    /** Counts for square pictures of {@code size}; sizes follow from the graph. */
    static Cost of(Graph graph, Map<String, Tensor> parameters, int size) {
        long numbers = parameters.values().stream()
                .mapToLong(tensor -> tensor.data().length)
                .sum();
        long multiplications = 0;
        var sides = new HashMap<Integer, Integer>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            var node = graph.nodes().get(i);
            int side = node.inputs().isEmpty()
                    ? size
                    : sides.getOrDefault(node.inputs().get(0), size);
            if (node.op().equals("Convolution")) {
                side = slid(side, node);
                multiplications += (long) side * side * weights(graph, parameters, node);
            } else if (node.op().equals("Pooling")) {
                boolean global = Boolean.parseBoolean(node.attributes().get("global_pool"));
                side = global ? 1 : slid(side, node);
            } else if (node.op().equals("FullyConnected")) {
                multiplications += weights(graph, parameters, node);
            }
            sides.put(i, side);
        }
        return new Cost(numbers, multiplications);
    }

    private static long weights(Graph graph, Map<String, Tensor> parameters, Node node) {
        var tensor =
                parameters.get("arg:" + graph.nodes().get(node.inputs().get(1)).name());
        return tensor == null ? 0 : tensor.data().length;
    }

    private static int slid(int side, Node node) {
        int kernel = OnnxExport.pair(node, "kernel", 1)[0];
        int stride = OnnxExport.pair(node, "stride", 1)[0];
        int pad = OnnxExport.pair(node, "pad", 0)[0];
        return (side + 2 * pad - kernel) / stride + 1;
    }
}
