package io.edgelens.train;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import io.edgelens.frame.OpenCv;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.BiConsumer;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * A larger network, trained by others, whose features the student learns to see. It is an MXNet network that takes
 * 224×224 pictures normalised as ImageNet's and gives one row of features; ONNX Runtime runs it, which fuses what
 * such networks are made of. Its features of a picture do not change, so each view is looked at once, and kept.
 */
final class Teacher implements AutoCloseable {

    private static final int SIDE = 224;
    private static final String SYMBOL = "-symbol.json";
    private static final String NAME = "teacher";

    private final Model model;
    private final Predictor<FloatBuffer, float[]> predictor;
    private final Mat source = new Mat();
    private final Mat shown = new Mat();
    private final byte[] pixels = new byte[3 * SIDE * SIDE];
    private final float[] input = new float[3 * SIDE * SIDE];

    private Teacher(Model model) {
        this.model = model;
        predictor = model.newPredictor(new Rows());
    }

    /**
     * Loads the teacher.
     *
     * @param directory holds its {@code -symbol.json} and {@code -0000.params}
     * @throws BadTrainingDataException if there is no such network
     */
    static Teacher load(Path directory, int threads) throws IOException {
        var symbol = find(directory);
        var parameters = ParamsFile.read(
                symbol.resolveSibling(symbol.getFileName().toString().replace(SYMBOL, "-0000.params")));
        var temporary = Files.createTempDirectory("edgelens-teacher");
        var file = temporary.resolve(NAME + ".onnx");
        try {
            Files.write(file, OnnxExport.export(Graph.read(symbol), parameters, new int[] {3, SIDE, SIDE}));
            var model = Model.newInstance(NAME, "OnnxRuntime");
            model.load(temporary, NAME, Map.of("intraOpNumThreads", String.valueOf(threads), "interOpNumThreads", "1"));
            return new Teacher(model);
        } catch (MalformedModelException | IllegalArgumentException e) {
            throw new BadTrainingDataException(directory + " is no teacher: " + e.getMessage());
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(temporary);
        }
    }

    private static Path find(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (var files = Files.list(directory)) {
                var symbol =
                        files.filter(file -> file.toString().endsWith(SYMBOL)).findFirst();
                if (symbol.isPresent()) {
                    return symbol.get();
                }
            }
        }
        throw new BadTrainingDataException(
                directory + " holds no network (NAME-symbol.json, NAME-0000.params) to learn from");
    }

    /**
     * Looks at {@code views} views of all pictures, and writes what {@link TeacherFeatures} reads.
     *
     * @param progress hears how many of how many views are done
     * @return how many features there are
     */
    int write(Path file, Pictures pictures, int views, BiConsumer<Integer, Integer> progress) throws IOException {
        int length = 0;
        var beside = file.resolveSibling(file.getFileName() + ".new");
        try (var out = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int number = 0; number < views; number++) {
                for (int i = 0; i < pictures.size(); i++) {
                    var view = View.of(pictures.side(), i, number);
                    var features = look(pictures.pixels(i), pictures.side(), view);
                    length = features.length;
                    out.write(TeacherFeatures.encode(view, features));
                    progress.accept(number * pictures.size() + i + 1, views * pictures.size());
                }
            }
        }
        Files.move(beside, file);
        return length;
    }

    /** The features of a part of an RGB picture. */
    private float[] look(byte[] picture, int side, View view) throws IOException {
        source.create(side, side, CvType.CV_8UC3);
        source.put(0, 0, picture);
        var part = source.submat(new Rect(view.x(), view.y(), view.width(), view.height()));
        Imgproc.resize(part, shown, new Size(SIDE, SIDE), 0, 0, Imgproc.INTER_LINEAR);
        OpenCv.release(part);
        shown.get(0, 0, pixels);
        int area = SIDE * SIDE;
        for (int p = 0, q = 0; p < area; p++) {
            for (int channel = 0; channel < 3; channel++) {
                input[channel * area + p] = Normalization.IMAGENET.of(channel, pixels[q++] & 0xFF);
            }
        }
        try {
            return predictor.predict(FloatBuffer.wrap(input));
        } catch (TranslateException e) {
            throw new IOException("the teacher cannot look at a picture: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
        OpenCv.release(source);
        OpenCv.release(shown);
    }

    /** One picture in, one row of numbers out. */
    private static final class Rows implements NoBatchifyTranslator<FloatBuffer, float[]> {

        @Override
        public NDList processInput(TranslatorContext context, FloatBuffer input) {
            return new NDList(context.getNDManager().create(input, new Shape(1, 3, SIDE, SIDE)));
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList outputs) {
            return outputs.get(0).toFloatArray();
        }
    }
}
