package io.edgelens.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgelens.frame.PixelFrame;
import io.edgelens.model.BadModelException;
import io.edgelens.model.LoadedModel;
import io.edgelens.model.Model;
import io.edgelens.model.ModelSettings;
import io.edgelens.testing.Pictures;
import io.edgelens.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** Holds the model that comes with EdgeLens to what its card promises. */
class ShippedModelTest {

    private static final Path DIRECTORY = Path.of("artifacts/io.edgelens.CatDogModel/1.0.0");
    private static final int SAMPLE = 60;

    private static Model model;

    @BeforeAll
    static void load() throws BadModelException {
        model = load("MXNet");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void itsLabelsAreDogCatNone() {
        assertThat(DIRECTORY.resolve("synset.txt")).hasContent("dog\ncat\nnone\n");
    }

    @Test
    void itIsSmallAndCheap() throws IOException {
        var graph = Graph.read(DIRECTORY.resolve("catdog-symbol.json"));
        var parameters = ParamsFile.read(DIRECTORY.resolve("catdog-0000.params"));

        var cost = Cost.of(graph, parameters, StartingPoint.read(DIRECTORY).size());

        assertThat(cost.parameters() * Float.BYTES).isLessThan(12_000_000);
        // A ResNet-18 at 224×224 takes 1.8 billion multiplications.
        assertThat(cost.multiplications()).isBetween(10_000_000L, 600_000_000L);
        assertThat(graph.nodes())
                .extracting(Graph.Node::op)
                .containsOnly(
                        "null", "Convolution", "Activation", "elemwise_add", "Pooling", "Flatten", "FullyConnected");
    }

    @Test
    void nothingIsNeitherCatNorDog() throws IOException {
        for (int grey : List.of(0, 20, 128, 255)) {
            assertThat(seenIn(Pictures.plain(640, 480, Scalar.all(grey))))
                    .as("grey %d", grey)
                    .isEqualTo("none");
        }
        var noise = new Mat(480, 640, CvType.CV_8UC3);
        Core.randu(noise, 0, 255);
        assertThat(seenIn(noise)).isEqualTo("none");
    }

    @Test
    void anEmptyRoomDrawnByHandIsNeitherCatNorDog() throws IOException {
        assertThat(seenIn(DrawnRoom.draw())).isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource({"dog, pet_, 70", "cat, pet_, 80", "none, scene, 95", "none, ign_, 85"})
    void picturesOfSourcesItWasNotTrainedWithAreRecognised(String label, String source, int percent)
            throws IOException {
        assertThat(recognised(label, source, picture -> {})).isGreaterThanOrEqualTo(percent);
    }

    @ParameterizedTest
    @CsvSource({"dog, dog-, 80", "cat, cat-, 80", "none, houses, 95", "none, facemask, 95"})
    void picturesLikeThoseItWasTrainedWithAreRecognised(String label, String source, int percent) throws IOException {
        assertThat(recognised(label, source, picture -> {})).isGreaterThanOrEqualTo(percent);
    }

    @ParameterizedTest
    @CsvSource({"dog, dog-, 65", "cat, cat-, 65", "none, houses, 90"})
    void picturesOfABadCameraAreRecognised(String label, String source, int percent) throws IOException {
        assertThat(recognised(label, source, ShippedModelTest::spoil)).isGreaterThanOrEqualTo(percent);
    }

    @Test
    void bothEnginesSeeTheSame() throws Exception {
        var files = sample(Shared.path("images/cat"), "cat-").subList(0, 10);
        try (var onnx = load("OnnxRuntime")) {
            for (var file : files) {
                try (var one = Pictures.jpegFrame(file);
                        var other = Pictures.jpegFrame(file)) {
                    var seen = model.observe(one).predictions().get(0);
                    var same = onnx.observe(other).predictions().get(0);
                    assertThat(same.label()).isEqualTo(seen.label());
                    assertThat(Math.abs(same.probability() - seen.probability()))
                            .isLessThan(1e-4f);
                }
            }
        }
    }

    /** Half as light, out of focus and noisy. */
    private static void spoil(Mat picture) {
        Imgproc.GaussianBlur(picture, picture, new Size(0, 0), 1);
        picture.convertTo(picture, -1, 0.5);
        var noise = new Mat(picture.size(), CvType.CV_8UC3);
        Core.randn(noise, 0, 6);
        Core.add(picture, noise, picture);
        noise.release();
    }

    /** How many percent of a sample of pictures the model gives their label. */
    private static double recognised(String label, String source, Consumer<Mat> change) throws IOException {
        Core.setRNGSeed(1);
        var files = sample(Shared.path("images/" + label), source);
        int right = 0;
        for (var file : files) {
            var picture = Imgcodecs.imread(file.toString());
            change.accept(picture);
            right += seenIn(picture).equals(label) ? 1 : 0;
        }
        return 100.0 * right / files.size();
    }

    private static List<Path> sample(Path folder, String source) throws IOException {
        try (var files = Files.list(folder)) {
            var all = files.filter(file -> file.getFileName().toString().startsWith(source))
                    .sorted()
                    .toList();
            int step = Math.max(1, all.size() / SAMPLE);
            return IntStream.range(0, all.size() / step)
                    .mapToObj(i -> all.get(i * step))
                    .toList();
        }
    }

    /** Takes the picture over. */
    private static String seenIn(Mat picture) throws IOException {
        try (var frame = new PixelFrame(Pictures.stamp(1), picture)) {
            return model.observe(frame).predictions().get(0).label();
        }
    }

    private static Model load(String engine) throws BadModelException {
        return LoadedModel.load(new ModelSettings(DIRECTORY, engine, 3, 1, 0));
    }
}
