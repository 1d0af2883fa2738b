package io.edgelens.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A classifier as it is used, and as it is kept in a directory.
 *
 * @param name what its files are called
 * @param graph gives one logit a label
 * @param size width and height of the pictures it takes
 */
record TrainedModel(
        String name,
        Graph graph,
        Map<String, Tensor> parameters,
        List<String> labels,
        int size,
        Normalization normalization) {

    /** The same with its logits divided by {@code temperature}. */
    TrainedModel cooled(double temperature) {
        var last = graph.nodes().get(graph.heads().get(0));
        var cooled = new LinkedHashMap<>(parameters);
        for (int input : last.inputs().subList(1, last.inputs().size())) {
            cooled.computeIfPresent("arg:" + graph.nodes().get(input).name(), (key, tensor) -> {
                var data = tensor.data().clone();
                for (int i = 0; i < data.length; i++) {
                    data[i] /= (float) temperature;
                }
                return new Tensor(tensor.shape(), data);
            });
        }
        return new TrainedModel(name, graph, cooled, labels, size, normalization);
    }

    /**
     * Writes everything but the model card. Each file is written beside the old one first, so that whoever loads the
     * directory meanwhile finds whole files.
     */
    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        put(directory, name + "-symbol.json", file -> Files.writeString(file, graph.toJson()));
        put(directory, name + "-0000.params", file -> ParamsFile.write(file, parameters));
        var onnx = OnnxExport.export(graph, parameters, new int[] {3, size, size}, labels.size());
        put(directory, name + ".onnx", file -> Files.write(file, onnx));
        put(directory, "synset.txt", file -> Files.writeString(file, String.join("\n", labels) + "\n"));
        put(directory, "serving.properties", file -> Files.writeString(file, properties()));
    }

    /** Writes a file of the directory and then gives it its name. */
    interface Writing {
        void to(Path file) throws IOException;
    }

    static void put(Path directory, String file, Writing writing) throws IOException {
        var beside = directory.resolve(file + ".new");
        writing.to(beside);
        Files.move(beside, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The keys are those of DJL Serving and its ImageClassificationTranslatorFactory. */
    private String properties() {
        return """
                engine=MXNet
                option.modelName=%s
                application=cv/image_classification
                translatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory
                width=%d
                height=%d
                resize=true
                toTensor=true
                normalize=%s
                applySoftmax=true
                topK=%d
                """.formatted(name, size, size, normalization.asProperty(), Math.min(5, labels.size()));
    }
}
