package io.edgelens.train;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.mxnet.jna.LibUtils;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Runs a written model directory with both engines, as its users will.
 *
 * @param difference the largest between the engines' logits
 * @param milliseconds a forward pass takes with MXNet on one thread, the median
 * @param onnxMilliseconds the same with ONNX Runtime
 * @param pictures how many were tried
 */
record Verification(float difference, double milliseconds, double onnxMilliseconds, int pictures) {

    /** More than this and the files do not hold the same network. */
    static final float TOLERANCE = 1e-4f;

    private static final int TIMED = 30;

    /**
     * Loads and compares.
     *
     * @param inputs [3, size, size] each, normalised
     */
    static Verification of(Path directory, String name, int size, List<float[]> inputs) throws IOException {
        LibUtils.loadLibrary().MXSetNumOMPThreads(1);
        var mxnet = run(directory, name, "MXNet", Map.of(), size, inputs);
        var single = Map.of("intraOpNumThreads", "1", "interOpNumThreads", "1");
        var onnx = run(directory, name, "OnnxRuntime", single, size, inputs);
        float difference = 0;
        for (int i = 0; i < inputs.size(); i++) {
            for (int c = 0; c < mxnet.answers().get(i).length; c++) {
                float apart =
                        Math.abs(mxnet.answers().get(i)[c] - onnx.answers().get(i)[c]);
                difference = Math.max(difference, apart);
            }
        }
        return new Verification(difference, mxnet.milliseconds(), onnx.milliseconds(), inputs.size());
    }

    /** What an engine answered, and how fast. */
    private record Answers(List<float[]> answers, double milliseconds) {}

    private static Answers run(
            Path directory, String name, String engine, Map<String, String> options, int size, List<float[]> inputs)
            throws IOException {
        try (var model = Model.newInstance(name, engine)) {
            model.load(directory, name, options);
            try (var predictor = model.newPredictor(new Plain(new Shape(1, 3, size, size)))) {
                var answers = new ArrayList<float[]>();
                for (var input : inputs) {
                    answers.add(predictor.predict(input));
                }
                return new Answers(answers, inputs.isEmpty() ? 0 : median(predictor, inputs.get(0)));
            }
        } catch (MalformedModelException | TranslateException e) {
            throw new IOException(engine + " does not take the model: " + e.getMessage(), e);
        }
    }

    private static double median(Predictor<float[], float[]> predictor, float[] input) throws TranslateException {
        var times = new double[TIMED];
        for (int i = 0; i < TIMED; i++) {
            long start = System.nanoTime();
            predictor.predict(input);
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        return times[TIMED / 2];
    }

    private record Plain(Shape shape) implements NoBatchifyTranslator<float[], float[]> {

        @Override
        public NDList processInput(TranslatorContext context, float[] input) {
            return new NDList(context.getNDManager().create(FloatBuffer.wrap(input), shape));
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList outputs) {
            return outputs.get(0).toFloatArray();
        }
    }
}
