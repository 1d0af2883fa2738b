package io.edgelens.model;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** A network that DJL runs. Arrays live inside one forward pass only: inputs and outputs are plain Java, DJL frees the rest. */
final class DjlNetwork implements Network {

    private final ai.djl.Model model;
    private final Predictor<FloatBuffer, List<Tensor>> predictor;
    private final ModelDirectory directory;

    private DjlNetwork(ai.djl.Model model, ModelDirectory directory, long[] shape) {
        this.model = model;
        this.directory = directory;
        predictor = model.newPredictor(new Copying(new Shape(shape)));
    }

    /** MXNet's symbol and parameters. It computes with as many threads as {@code OMP_NUM_THREADS} said at the start. */
    static Network mxnet(ModelDirectory directory, Preprocessing preprocessing, int threads) throws BadModelException {
        return open("MXNet", directory, preprocessing, Map.of());
    }

    /** ONNX Runtime, for machines without MXNet. */
    static Network onnx(ModelDirectory directory, Preprocessing preprocessing, int threads) throws BadModelException {
        return open(
                "OnnxRuntime",
                directory,
                preprocessing,
                Map.of("intraOpNumThreads", String.valueOf(threads), "interOpNumThreads", "1"));
    }

    private static Network open(
            String engine, ModelDirectory directory, Preprocessing preprocessing, Map<String, String> options)
            throws BadModelException {
        ai.djl.Model model = null;
        try {
            model = ai.djl.Model.newInstance(directory.name(), engine);
            model.load(directory.path(), directory.name(), options);
            return new DjlNetwork(model, directory, preprocessing.shape());
        } catch (IOException | MalformedModelException | RuntimeException e) {
            if (model != null) {
                model.close();
            }
            throw new BadModelException(
                    "%s cannot be loaded by %s, it is damaged or of another kind: %s"
                            .formatted(directory.path(), engine, firstLine(e)),
                    e);
        }
    }

    @Override
    public List<Tensor> forward(FloatBuffer input) throws BadModelException {
        try {
            return predictor.predict(input);
        } catch (TranslateException | RuntimeException e) {
            throw new BadModelException(directory.path() + " cannot be run: " + firstLine(e), e);
        }
    }

    /** The engines' messages go on with a native stack trace. */
    private static String firstLine(Throwable e) {
        var cause = e instanceof TranslateException && e.getCause() != null ? e.getCause() : e;
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }

    private record Copying(Shape shape) implements NoBatchifyTranslator<FloatBuffer, List<Tensor>> {

        @Override
        public NDList processInput(TranslatorContext context, FloatBuffer input) {
            return new NDList(context.getNDManager().create(input, shape, DataType.FLOAT32));
        }

        @Override
        public List<Tensor> processOutput(TranslatorContext context, NDList outputs) {
            return outputs.stream().map(Copying::copy).toList();
        }

        private static Tensor copy(NDArray array) {
            return new Tensor(array.toFloatArray(), array.getShape().getShape());
        }
    }
}
