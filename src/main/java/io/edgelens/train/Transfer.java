package io.edgelens.train;

import io.edgelens.train.Architecture.Blueprint;
import io.edgelens.train.Graph.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An existing network with a new last layer, for other classes: what the network knows how to see is kept, and only
 * what follows from it is learned anew.
 *
 * @param parameters the network's own, without those of the layer that went
 */
record Transfer(Blueprint blueprint, Map<String, Tensor> parameters) {

    /**
     * Takes the last layer off.
     *
     * @param from names the network in the error message
     * @throws BadTrainingDataException if the network does not end in a fully connected layer
     */
    static Transfer of(Graph graph, Map<String, Tensor> trained, int classes, Path from) {
        int end = graph.heads().get(0);
        if (graph.nodes().get(end).op().equals("softmax")) {
            end = graph.nodes().get(end).inputs().get(0);
        }
        var last = graph.nodes().get(end);
        var weight = last.op().equals("FullyConnected")
                ? trained.get("arg:" + graph.nodes().get(last.inputs().get(1)).name())
                : null;
        if (weight == null) {
            throw new BadTrainingDataException(
                    from + " does not end in a fully connected layer, so there is none to put in its place");
        }
        var seeing = BatchNormFolding.fold(
                new Graph(graph.nodes(), List.of(last.inputs().get(0))), trained);
        var nodes = new ArrayList<Node>();
        seeing.graph().nodes().forEach(node -> nodes.add(still(node)));
        var shapes = new LinkedHashMap<String, int[]>();
        shapes.put("arg:" + Architecture.LOGITS + "_weight", new int[] {classes, weight.shape()[1]});
        shapes.put("arg:" + Architecture.LOGITS + "_bias", new int[] {classes});
        var inputs = new ArrayList<>(List.of(seeing.graph().heads().get(0)));
        for (var name : shapes.keySet()) {
            inputs.add(nodes.size());
            nodes.add(new Node(Graph.VARIABLE, name.substring("arg:".length()), Map.of(), List.of()));
        }
        var hidden = Map.of("num_hidden", String.valueOf(classes));
        nodes.add(new Node("FullyConnected", Architecture.LOGITS, hidden, inputs));
        var whole = new Graph(nodes, List.of(nodes.size() - 1));
        return new Transfer(new Blueprint(whole, shapes), seeing.parameters());
    }

    /** A batch norm that could not be folded must not learn either. */
    private static Node still(Node node) {
        if (!node.op().equals("BatchNorm")) {
            return node;
        }
        var attributes = new LinkedHashMap<>(node.attributes());
        attributes.put("use_global_stats", "True");
        return new Node(node.op(), node.name(), attributes, node.inputs());
    }
}
