package io.edgelens.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.edgelens.testing.ColourModel;
import io.edgelens.testing.Pictures;
import io.edgelens.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedModelTest {

    @TempDir
    private Path folder;

    private Path directory;

    @BeforeEach
    void writeModel() throws IOException {
        directory = ColourModel.write(folder.resolve("colour"));
    }

    @Test
    void whatItSeesIsRankedByProbability() throws Exception {
        try (var model = load();
                var frame = Pictures.frame(7, 640, 480, Pictures.GREEN)) {
            var seen = model.observe(frame);

            assertThat(seen.stamp().number()).isEqualTo(7);
            assertThat(seen.predictions()).extracting(Prediction::label).containsExactly("green", "red", "blue");
            // logits 0, 10, 0
            assertThat(seen.predictions().get(0).probability()).isCloseTo(0.99991f, within(1e-5f));
            assertThat(seen.timings().inference()).isPositive();
        }
    }

    @Test
    void aJpegIsSeenAsItsPixelsAre() throws Exception {
        try (var model = load();
                var frame = Pictures.jpegFrame(1, Pictures.jpeg(1280, 720, Pictures.RED))) {
            assertThat(model.observe(frame).predictions().get(0).label()).isEqualTo("red");
        }
    }

    @Test
    void theCardSaysWhichModelItIs() throws Exception {
        try (var model = load()) {
            assertThat(model.card().name()).isEqualTo("colour");
            assertThat(model.card().engine()).isEqualTo("MXNet");
            assertThat(model.card().sha256()).hasSize(64);
        }
    }

    @Test
    void aMissingDirectoryIsOneSentence() {
        directory = folder.resolve("nowhere");

        assertRefused("model.path must be a model directory, but " + directory + " does not exist");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(directory.resolve("synset.txt"));

        assertRefused(directory.resolve("synset.txt") + " is missing; a model directory needs serving.properties,"
                + " synset.txt and the engine's files");
    }

    @Test
    void aMissingNetworkIsNamed() throws IOException {
        Files.delete(directory.resolve("colour-symbol.json"));

        assertRefused(directory + " holds no network for model.engine auto on this machine: it would need"
                + " colour-symbol.json or colour.onnx");
    }

    @Test
    void missingWeightsAreNamed() throws IOException {
        Files.delete(directory.resolve("colour-0000.params"));

        assertRefused(directory.resolve("colour-0000.params") + " is missing");
    }

    @Test
    void truncatedWeightsAreRefused() throws IOException {
        var params = directory.resolve("colour-0000.params");
        var bytes = Files.readAllBytes(params);
        Files.write(params, java.util.Arrays.copyOf(bytes, bytes.length / 2));

        assertRefused(directory + " cannot be loaded by MXNet, it is damaged or of another kind");
    }

    @Test
    void aTruncatedGraphIsRefused() throws IOException {
        var symbol = directory.resolve("colour-symbol.json");
        Files.writeString(symbol, Files.readString(symbol).substring(0, 200));

        assertRefused(directory + " cannot be loaded by MXNet, it is damaged or of another kind");
    }

    @Test
    void labelsMustBeAsManyAsOutputs() throws IOException {
        Files.writeString(directory.resolve("synset.txt"), "red\ngreen\n");

        assertRefused(directory.resolve("synset.txt") + " has 2 labels, but the network has 3 outputs");
    }

    @Test
    void anUnknownTaskIsRefusedWithWhatThereIs() throws IOException {
        replaceProperty("application=cv/image_classification", "application=nlp/translation");

        assertRefused(directory.resolve("serving.properties")
                + ": application must be one of [cv/image_classification]," + " but is 'nlp/translation'");
    }

    @Test
    void aWrongNormalisationIsRefused() throws IOException {
        replaceProperty("resize=true", "normalize=1,2,3");

        assertRefused(directory.resolve("serving.properties") + ": normalize must be true, false or three means");
    }

    @Test
    void loadingAndClosingAgainAndAgainKeepsNoMemory() throws Exception {
        cycle(20);
        long before = residentKilobytes();
        cycle(40);
        assertThat(residentKilobytes() - before).as("kB grown over 40 loads").isLessThan(20_000);
    }

    private void cycle(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            try (var model = load();
                    var frame = Pictures.frame(1, 64, 64, Pictures.BLUE)) {
                model.observe(frame);
            }
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void squeezeNetGivesItsReferenceOutput() throws Exception {
        var source = Shared.path("models/imagenet-squeezenet1.1-mxnet");
        var reference = source.resolve("reference");
        var model = ModelDirectoryOf.squeezeNet(source, folder.resolve("squeezenet"));
        var input = Npy.floats(reference.resolve("input_0.npy"));
        var expected = Npy.floats(reference.resolve("output_0.npy"));

        var read = ModelDirectory.read(model);
        try (var preprocessing = Preprocessing.of(read);
                var network = DjlNetwork.mxnet(read, preprocessing, 1)) {
            assertThat(network.forward(input).get(0).values()).containsExactly(Npy.array(expected), within(1e-3f));
        }
    }

    @Test
    void squeezeNetKnowsAKitten() throws Exception {
        var model = ModelDirectoryOf.squeezeNet(
                Shared.path("models/imagenet-squeezenet1.1-mxnet"), folder.resolve("squeezenet"));
        try (var loaded = LoadedModel.load(new ModelSettings(model, "auto", 5, 1, 0));
                var frame = Pictures.jpegFrame(Shared.path("media/kitten.jpg"))) {
            assertThat(loaded.observe(frame).top(3))
                    .extracting(Prediction::label)
                    .anyMatch(label -> label.contains("cat"));
        }
    }

    private void replaceProperty(String line, String by) throws IOException {
        var file = directory.resolve("serving.properties");
        var text = Files.readString(file);
        assertThat(text).contains(line);
        Files.writeString(file, text.replace(line, by));
    }

    private Model load() throws BadModelException {
        return LoadedModel.load(new ModelSettings(directory, "auto", 2, 1, 0));
    }

    private void assertRefused(String sentence) {
        assertThatThrownBy(this::load)
                .isInstanceOf(BadModelException.class)
                .hasMessageStartingWith(sentence)
                .message()
                .doesNotContain("\n");
    }
}
