package io.edgelens.train;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.mxnet.jna.LibUtils;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A network in MXNet's memory that can be asked and taught. Teaching is stochastic gradient descent with momentum;
 * beside the weights it keeps their running average, which generalises better and is what {@link #averaged} gives.
 * One thread only; {@link #close} frees everything native.
 */
final class Network implements AutoCloseable {

    private static final String NAME = "network";
    private static final float MOMENTUM = 0.9f;

    /** Every how many steps the running average is brought up to date, after so many with an update each. */
    private static final int AVERAGED_EVERY = 4;

    private static final int AVERAGED_EACH = 400;

    private final Model model;
    private final NDManager manager;
    private final ParameterStore store;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final Map<String, NDArray> velocities = new LinkedHashMap<>();
    private final Map<String, NDArray> averages = new LinkedHashMap<>();
    /** Those averages that training changes. */
    private final Map<String, NDArray> moving = new LinkedHashMap<>();

    private long steps;

    /** What a step of teaching came to, averaged over the batch. */
    record Losses(float label, float features) {}

    private Network(Model model) {
        this.model = model;
        manager = model.getNDManager();
        store = new ParameterStore(manager, false);
        for (var pair : model.getBlock().getParameters()) {
            Parameter parameter = pair.getValue();
            if (parameter.isInitialized()) {
                weights.put(pair.getKey(), parameter.getArray());
            }
        }
    }

    /** Takes a network into MXNet's memory; {@code parameters} as in {@link ParamsFile}. */
    static Network load(Graph graph, Map<String, Tensor> parameters) throws IOException {
        var directory = Files.createTempDirectory("edgelens-train");
        var symbol = directory.resolve(NAME + "-symbol.json");
        var params = directory.resolve(NAME + "-0000.params");
        try {
            Files.writeString(symbol, graph.toJson());
            ParamsFile.write(params, parameters);
            var model = Model.newInstance(NAME, "MXNet");
            model.load(directory, NAME, Map.of("trainParam", "true"));
            return new Network(model);
        } catch (MalformedModelException e) {
            throw new IOException("MXNet does not take the network: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(symbol);
            Files.deleteIfExists(params);
            Files.deleteIfExists(directory);
        }
    }

    /** On how many threads MXNet computes, for all networks of the process. */
    void useThreads(int threads) {
        LibUtils.loadLibrary().MXSetNumOMPThreads(threads);
    }

    /** Makes those parameters learn that {@code learns} says; must be called once before the first {@link #learn}. */
    void prepare(Predicate<String> learns) {
        weights.forEach((name, weight) -> {
            var average = manager.zeros(weight.getShape());
            weight.copyTo(average);
            averages.put(name, average);
            if (learns.test(name)) {
                moving.put(name, average);
            }
            if (learns.test(name) && !isStatistic(name)) {
                weight.setRequiresGradient(true);
                velocities.put(name, manager.zeros(weight.getShape()));
            }
        });
    }

    /** One step downhill. */
    Losses learn(Batch batch, float rate, float decay, float imitation, float averaging) {
        try (var step = manager.newSubManager()) {
            var pictures = step.create(
                    FloatBuffer.wrap(batch.pictures()), new Shape(batch.count(), 3, batch.size(), batch.size()));
            int classes = batch.targets().length / batch.count();
            var targets = step.create(FloatBuffer.wrap(batch.targets()), new Shape(batch.count(), classes));
            boolean imitates = batch.features().length > 0;
            NDArray label;
            NDArray features = step.zeros(new Shape(1));
            try (var collector = Engine.getEngine("MXNet").newGradientCollector()) {
                var answers = model.getBlock().forward(store, new NDList(pictures), true);
                answers.attach(step);
                label = answers.get(0).logSoftmax(1).mul(targets).sum().div(-batch.count());
                var loss = label;
                if (imitates) {
                    int length = batch.features().length / batch.count();
                    var wanted = step.create(FloatBuffer.wrap(batch.features()), new Shape(batch.count(), length));
                    features = answers.get(1).sub(wanted).square().mean();
                    loss = loss.add(features.mul(imitation));
                }
                collector.backward(loss);
            }
            descend(rate, decay);
            average(averaging);
            return new Losses(label.toFloatArray()[0], features.toFloatArray()[0]);
        }
    }

    private void descend(float rate, float decay) {
        velocities.forEach((name, velocity) -> {
            var weight = weight(name);
            try (var gradient = weight.getGradient()) {
                boolean decays = name.endsWith("_weight");
                weight.getNDArrayInternal()
                        .sgdUpdate(
                                new NDList(weight, gradient, velocity),
                                new NDList(weight),
                                rate,
                                decays ? decay : 0,
                                1,
                                -1,
                                MOMENTUM,
                                false);
            }
        });
    }

    /** Early on the average follows quickly, so that it does not remember the beginning. */
    private void average(float averaging) {
        int every = ++steps <= AVERAGED_EACH ? 1 : AVERAGED_EVERY;
        if (steps % every == 0) {
            double keep = Math.pow(Math.min(averaging, (1.0 + steps) / (10.0 + steps)), every);
            moving.forEach((name, average) -> {
                try (var share = weight(name).mul(1 - keep)) {
                    average.muli(keep).addi(share);
                }
            });
        }
    }

    private NDArray weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    /**
     * What the network answers, not learning from it.
     *
     * @param pictures [count, 3, size, size]
     * @return the first output's numbers, picture by picture
     */
    float[] answer(float[] pictures, int count, int size) {
        try (var step = manager.newSubManager()) {
            var input = step.create(
                    FloatBuffer.wrap(pictures, 0, count * 3 * size * size), new Shape(count, 3, size, size));
            var answers = model.getBlock().forward(store, new NDList(input), false);
            answers.attach(step);
            return answers.get(0).toFloatArray();
        }
    }

    /** The running average of the parameters, by their names in {@link ParamsFile}. */
    Map<String, Tensor> averaged() {
        return copy(averages, "");
    }

    /** Everything a later {@link #restore} needs. */
    Map<String, Tensor> snapshot() {
        var all = new LinkedHashMap<String, Tensor>();
        all.putAll(copy(weights, ""));
        all.putAll(copy(velocities, "velocity:"));
        all.putAll(copy(averages, "average:"));
        all.put("steps", Tensor.vector((float) steps));
        return all;
    }

    private static Map<String, Tensor> copy(Map<String, NDArray> arrays, String prefix) {
        var copies = new LinkedHashMap<String, Tensor>();
        arrays.forEach((name, array) -> {
            var shape = array.getShape();
            var lengths = new int[shape.dimension()];
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = Math.toIntExact(shape.get(i));
            }
            copies.put(prefix + kind(name) + name, new Tensor(lengths, array.toFloatArray()));
        });
        return copies;
    }

    /** Goes on where {@link #snapshot} was taken; must be called after {@link #prepare} and before anything else. */
    void restore(Map<String, Tensor> snapshot) {
        restore(snapshot, "", weights);
        restore(snapshot, "velocity:", velocities);
        restore(snapshot, "average:", averages);
        steps = (long) snapshot.getOrDefault("steps", Tensor.vector(0)).data()[0];
    }

    private static void restore(Map<String, Tensor> snapshot, String prefix, Map<String, NDArray> into) {
        into.forEach((name, array) -> {
            var tensor = snapshot.get(prefix + kind(name) + name);
            if (tensor != null) {
                array.set(tensor.data());
            }
        });
    }

    private static boolean isStatistic(String name) {
        return name.endsWith("_running_mean") || name.endsWith("_running_var");
    }

    private static String kind(String name) {
        return isStatistic(name) ? "aux:" : "arg:";
    }

    @Override
    public void close() {
        model.close();
    }
}
