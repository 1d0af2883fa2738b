package io.edgelens.train;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network as MXNet writes it down in {@code -symbol.json}: operators and their inputs, each after what it needs.
 * {@code heads} are the nodes whose outputs are the network's. Every node has one output that counts.
 */
record Graph(List<Node> nodes, List<Integer> heads) {

    /** MXNet's name for what is not computed: the picture and the parameters. */
    static final String VARIABLE = "null";

    /** The version in the JSON: what the 1.9.1 library calls itself. */
    private static final int MXNET_VERSION = 10900;

    /** One operator (or variable); {@code inputs} are positions in the graph's list of nodes. */
    record Node(String op, String name, Map<String, String> attributes, List<Integer> inputs) {

        /** Sorts the attributes, so that the same network always makes the same file. */
        Node {
            attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        }

        boolean isVariable() {
            return op.equals(VARIABLE);
        }
    }

    /**
     * Reads a {@code -symbol.json}.
     *
     * @throws IOException if the file cannot be read or holds no network
     */
    static Graph read(Path file) throws IOException {
        try {
            var json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            var nodes = new ArrayList<Node>();
            for (var element : json.getAsJsonArray("nodes")) {
                var node = element.getAsJsonObject();
                var attributes = new LinkedHashMap<String, String>();
                if (node.has("attrs")) {
                    node.getAsJsonObject("attrs")
                            .asMap()
                            .forEach((key, value) -> attributes.put(key, value.getAsString()));
                }
                nodes.add(new Node(
                        node.get("op").getAsString(),
                        node.get("name").getAsString(),
                        attributes,
                        positions(node.getAsJsonArray("inputs"))));
            }
            return new Graph(nodes, positions(json.getAsJsonArray("heads")));
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            throw new IOException(file + " is not a network as MXNet writes it", e);
        }
    }

    private static List<Integer> positions(JsonArray references) {
        var positions = new ArrayList<Integer>();
        references.forEach(
                reference -> positions.add(reference.getAsJsonArray().get(0).getAsInt()));
        return positions;
    }

    /** The network as JSON, for {@code -symbol.json}. */
    String toJson() {
        var json = new JsonObject();
        var all = new JsonArray();
        var variables = new JsonArray();
        var rows = new JsonArray();
        for (var node : nodes) {
            if (node.isVariable()) {
                variables.add(all.size());
            }
            rows.add(all.size());
            all.add(toJson(node));
        }
        rows.add(all.size());
        json.add("nodes", all);
        json.add("arg_nodes", variables);
        json.add("node_row_ptr", rows);
        var outputs = new JsonArray();
        heads.forEach(head -> outputs.add(reference(head)));
        json.add("heads", outputs);
        var version = new JsonArray();
        version.add("int");
        version.add(MXNET_VERSION);
        var attributes = new JsonObject();
        attributes.add("mxnet_version", version);
        json.add("attrs", attributes);
        return new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n";
    }

    private static JsonObject toJson(Node node) {
        var json = new JsonObject();
        json.addProperty("op", node.op());
        json.addProperty("name", node.name());
        if (!node.attributes().isEmpty()) {
            var attributes = new JsonObject();
            node.attributes().forEach(attributes::addProperty);
            json.add("attrs", attributes);
        }
        var inputs = new JsonArray();
        node.inputs().forEach(input -> inputs.add(reference(input)));
        json.add("inputs", inputs);
        return json;
    }

    private static JsonArray reference(int node) {
        var reference = new JsonArray();
        reference.add(node);
        reference.add(0);
        reference.add(0);
        return reference;
    }
}
