package io.edgelens.model;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Every engine there is. To add one, write its {@link Network} beside these and add its line here. */
public final class Engines {

    /**
     * One way to run a network.
     *
     * @param name DJL's
     * @param graph what follows a model's name in the file that holds the network
     * @param parameters what follows it in the file that holds the weights, which may be the same
     * @param library without which the engine is not there
     */
    record Engine(String name, String graph, String parameters, String library, Opener opener) {

        boolean available() {
            var file = System.mapLibraryName(library);
            return Stream.of(System.getProperty("java.library.path", "").split(File.pathSeparator))
                    .anyMatch(folder -> Files.exists(Path.of(folder, file)));
        }

        boolean hasFilesIn(ModelDirectory directory) {
            return Files.exists(directory.file(graph));
        }
    }

    /** How an engine opens a network whose files are there. */
    @FunctionalInterface
    interface Opener {
        Network open(ModelDirectory directory, Preprocessing preprocessing, int threads) throws BadModelException;
    }

    /** In this order {@code auto} tries them, after the one that the model itself names. */
    private static final List<Engine> TYPES = List.of(
            new Engine("MXNet", "-symbol.json", "-0000.params", "mxnet", DjlNetwork::mxnet),
            new Engine("OnnxRuntime", ".onnx", ".onnx", "onnxruntime", DjlNetwork::onnx));

    private Engines() {}

    /** The names there are, for settings. */
    public static List<String> names() {
        return names(engine -> true);
    }

    private static List<String> names(Predicate<Engine> which) {
        return TYPES.stream().filter(which).map(Engine::name).toList();
    }

    /**
     * The engine that runs {@code directory} on this machine.
     *
     * @param wanted one of {@link #names}, or {@code auto}
     */
    static Engine choose(ModelDirectory directory, String wanted) throws BadModelException {
        var named = wanted.equals("auto") ? directory.property("engine", "") : wanted;
        var candidates = Stream.concat(
                        TYPES.stream().filter(engine -> engine.name().equals(named)),
                        TYPES.stream().filter(engine -> wanted.equals("auto")))
                .toList();
        return candidates.stream()
                .filter(engine -> engine.available() && engine.hasFilesIn(directory))
                .findFirst()
                .orElseThrow(() -> nothingRuns(directory, candidates, wanted));
    }

    private static BadModelException nothingRuns(ModelDirectory directory, List<Engine> candidates, String wanted) {
        if (candidates.stream().noneMatch(Engine::available)) {
            return new BadModelException("model.engine %s is not there on this machine; there are %s"
                    .formatted(wanted, names(Engine::available)));
        }
        var missing = candidates.stream()
                .filter(Engine::available)
                .map(engine -> directory.file(engine.graph()).getFileName().toString())
                .distinct()
                .toList();
        return new BadModelException("%s holds no network for model.engine %s on this machine: it would need %s"
                .formatted(directory.path(), wanted, String.join(" or ", missing)));
    }

    /** The model's name, if {@code file} is called as some engine's network is. */
    static Optional<String> modelNameOf(String file) {
        return TYPES.stream()
                .map(Engine::graph)
                .filter(file::endsWith)
                .map(ending -> file.substring(0, file.length() - ending.length()))
                .findFirst();
    }
}
