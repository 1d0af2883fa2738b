package io.edgelens.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.edgelens.frame.Frame;
import io.edgelens.frame.PixelFrame;
import io.edgelens.model.BadModelException;
import io.edgelens.model.LoadedModel;
import io.edgelens.model.Model;
import io.edgelens.model.ModelSettings;
import io.edgelens.testing.Pictures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrainCommandTest {

    private static final List<String> SHAPES = List.of("disc", "empty", "stripes");

    @TempDir
    private Path folder;

    private Path drawn;
    private Path output;

    /** What a command said and how it ended. */
    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void draw() throws IOException {
        drawn = DrawnShapes.draw(folder.resolve("drawn"), 48, SHAPES, 1);
        output = folder.resolve("shapes");
    }

    @Test
    void shapesAreToldApartAfterSeconds() throws Exception {
        var ended = train(12);

        assertThat(ended.err()).contains("training on 129 pictures, examining with 15");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("100.00 % of 15 pictures right");
        for (var engine : List.of("MXNet", "OnnxRuntime")) {
            try (var model = load(output, engine)) {
                assertThat(rightOf(model, SHAPES, 10)).as(engine).isEqualTo(30);
            }
        }
    }

    @Test
    void whatIsWrittenIsACompleteModelDirectory() throws Exception {
        train(1);

        try (var files = Files.list(output)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "shapes-symbol.json",
                            "shapes-0000.params",
                            "shapes.onnx",
                            "synset.txt",
                            "serving.properties",
                            "README.md");
        }
        assertThat(output.resolve("synset.txt")).hasContent("disc\nempty\nstripes\n");
        assertThat(output.resolve("README.md"))
                .content()
                .contains("disc, empty and stripes apart")
                .contains("| disc | 43 | 5 | 0 |")
                .contains("drawn* (43)")
                .contains("Expected calibration error");
        assertThat(folder.resolve("shapes.training")).doesNotExist();
    }

    @Test
    void bothEnginesAndBothPreprocessingsGiveTheSameProbabilities() throws Exception {
        train(2);

        try (var mxnet = load(output, "MXNet");
                var onnx = load(output, "OnnxRuntime");
                var frame = frame("disc", new Random(5))) {
            var one = mxnet.observe(frame).predictions();
            var other = onnx.observe(frame).predictions();
            for (int i = 0; i < one.size(); i++) {
                assertThat(other.get(i).label()).isEqualTo(one.get(i).label());
                assertThat(other.get(i).probability()).isCloseTo(one.get(i).probability(), within(1e-4f));
            }
        }
    }

    @Test
    void anInterruptedRunGoesOnFromItsLastWholeEpoch() throws Exception {
        var work = folder.resolve("work");
        train(2, "--work", work.toString());
        var straight = ended("train", drawn, "-o", folder.resolve("a"), "--epochs", 4);
        assertThat(straight.code()).isZero();

        var resumed = train(4, "--work", work.toString(), "--resume");

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err())
                .contains("going on after epoch 2")
                .contains("after epoch 3")
                .contains("after epoch 4");
        assertThat(resumed.err()).doesNotContain("after epoch 1:");
    }

    @Test
    void aRunThatWouldForgetAnInterruptedOneIsRefused() throws Exception {
        var work = folder.resolve("work");
        train(1, "--work", work.toString());

        var again = train(1, "--work", work.toString());

        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err().strip()).endsWith("add --resume to go on with it, or remove that folder");
    }

    @Test
    void anExistingModelLearnsOtherClassesFromFewPictures() throws Exception {
        train(12);
        var few = DrawnShapes.draw(folder.resolve("few"), 20, List.of("empty", "stripes"), 9);
        var changed = folder.resolve("changed");

        var ended = ended("train", few, "-o", changed, "--from", output, "--labels", "stripes,empty", "--epochs", 30);

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(changed.resolve("synset.txt")).hasContent("stripes\nempty\n");
        try (var model = load(changed, "MXNet")) {
            assertThat(rightOf(model, List.of("stripes", "empty"), 10)).isGreaterThanOrEqualTo(19);
        }
        assertThat(changed.resolve("README.md")).content().contains("only the last layer was trained");
    }

    @Test
    void whatAModelSawStaysWhenItsLastLayerIsReplaced() throws Exception {
        train(1);
        ended("train", drawn, "-o", folder.resolve("changed"), "--from", output, "--epochs", 2);

        var before = ParamsFile.read(output.resolve("shapes-0000.params"));
        var after = ParamsFile.read(folder.resolve("changed/changed-0000.params"));

        assertThat(after.keySet()).containsExactlyElementsOf(before.keySet());
        after.forEach((name, tensor) -> {
            var old = before.getOrDefault(name, Tensor.vector());
            if (name.contains("logits_weight")) {
                assertThat(Arrays.equals(tensor.data(), old.data())).as(name).isFalse();
            } else if (!name.contains("logits")) {
                assertThat(Arrays.equals(tensor.data(), old.data())).as(name).isTrue();
            }
        });
    }

    @Test
    void aTeacherIsLearnedFromAndItsViewsAreKept() throws Exception {
        train(1);
        var teacher = new TeacherOf(output).write(folder.resolve("teacher"));

        var ended = ended(
                "train",
                drawn,
                "-o",
                folder.resolve("pupil"),
                "--network",
                "tiny",
                "--size",
                32,
                "--epochs",
                6,
                "--teacher",
                teacher,
                "--views",
                2,
                "--work",
                folder.resolve("work"));

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(folder.resolve("pupil/README.md")).content().contains("in 2 views of each picture");
        assertThat(folder.resolve("work")).isDirectoryContaining("glob:**teacher-*.bin");
        assertThat(folder.resolve("pupil/pupil-symbol.json")).content().doesNotContain("projection");
    }

    @Test
    void brokenPicturesAreNamedAndSkipped() throws Exception {
        var broken = drawn.resolve("disc/broken.jpg");
        Files.writeString(broken, "no picture");
        var empty = Files.createFile(drawn.resolve("disc/empty.png"));

        var ended = train(1);

        assertThat(ended.code()).isZero();
        assertThat(ended.err())
                .contains("skipped " + broken + ": this is no picture, or a broken one")
                .contains("skipped " + empty + ": the file is empty");
    }

    @Test
    void picturesOfKeptOutSourcesExamineOnly() throws Exception {
        for (var label : SHAPES) {
            for (int i = 0; i < 4; i++) {
                Files.move(
                        drawn.resolve("%s/drawn_%03d.png".formatted(label, i)),
                        drawn.resolve("%s/other_%03d.png".formatted(label, i)));
            }
        }

        train(1, "--keep-out", "other_*");

        assertThat(output.resolve("README.md"))
                .content()
                .contains("| disc | 40 | 4 | 4 |")
                .contains("`other_*`");
    }

    @Test
    void picturesGivenToValidateWithAreAllExamined() throws Exception {
        var validation = DrawnShapes.draw(folder.resolve("validation"), 7, SHAPES, 3);

        var ended = train(1, "--validate", validation.toString());

        assertThat(ended.err()).contains("training on 144 pictures, examining with 21");
    }

    @Test
    void wrongDirectoriesGetOneSentenceEach() throws Exception {
        var missing = folder.resolve("missing");
        var file = Files.writeString(folder.resolve("file"), "");
        var nothing = Files.createDirectories(folder.resolve("nothing"));
        var one = DrawnShapes.draw(folder.resolve("one"), 2, List.of("disc"), 1);
        var half = DrawnShapes.draw(folder.resolve("half"), 2, List.of("disc"), 1);
        Files.createDirectories(half.resolve("stripes"));

        assertThat(refused(missing)).isEqualTo(missing + " does not exist");
        assertThat(refused(file)).isEqualTo(file + " is not a folder");
        assertThat(refused(nothing))
                .isEqualTo(
                        nothing + " has no folders; it takes one folder of pictures for each of at least two classes");
        assertThat(refused(one))
                .isEqualTo(one + " has one folder; it takes one folder of pictures for each of at least two classes");
        assertThat(refused(half)).startsWith(half.resolve("stripes") + " has no pictures (jpg, ");
        assertThat(refused(drawn, "--labels", "disc,square"))
                .isEqualTo(drawn + " has no folder named square, only disc, empty, stripes");
        assertThat(refused(drawn, "--from", nothing)).startsWith(nothing + "/serving.properties is missing");
        assertThat(refused(drawn, "--teacher", nothing))
                .isEqualTo(nothing + " holds no network (NAME-symbol.json, NAME-0000.params) to learn from");
    }

    @Test
    void picturesThatAllAreBrokenAreNothingToTrainWith() throws Exception {
        var broken = Files.createDirectories(folder.resolve("broken"));
        DrawnShapes.draw(broken, 3, List.of("disc"), 1);
        Files.writeString(Files.createDirectories(broken.resolve("stripes")).resolve("a.jpg"), "no");

        assertThat(refused(broken)).contains("stripes has no picture to train with: none can be decoded");
    }

    /** The last line of what a command says that must be refused. */
    private String refused(Path pictures, Object... options) {
        var arguments = new ArrayList<Object>(List.of("train", pictures, "-o", output));
        arguments.addAll(List.of(options));
        var ended = ended(arguments.toArray());
        assertThat(ended.code()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).doesNotContain("Exception");
        assertThat(output).doesNotExist();
        var lines = ended.err().strip().lines().toList();
        return lines.get(lines.size() - 1);
    }

    private Ended train(int epochs, String... options) {
        var arguments = new ArrayList<Object>(
                List.of("train", drawn, "-o", output, "--network", "tiny", "--size", 48, "--batch", 16));
        arguments.addAll(List.of("--epochs", epochs, "--threads", 1));
        arguments.addAll(List.of(options));
        return ended(arguments.toArray());
    }

    private static Ended ended(Object... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var words = new ArrayList<String>();
        for (var argument : arguments) {
            words.add(String.valueOf(argument));
        }
        int code = new CommandLine(new TrainCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.subList(1, words.size()).toArray(String[]::new));
        return new Ended(code, out.toString(), err.toString());
    }

    private static Model load(Path directory, String engine) throws BadModelException {
        return LoadedModel.load(new ModelSettings(directory, engine, 3, 1, 0));
    }

    private static int rightOf(Model model, List<String> labels, int each) throws IOException {
        var random = new Random(77);
        int right = 0;
        for (var label : labels) {
            for (int i = 0; i < each; i++) {
                try (var frame = frame(label, random)) {
                    right += model.observe(frame).predictions().get(0).label().equals(label) ? 1 : 0;
                }
            }
        }
        return right;
    }

    private static Frame frame(String label, Random random) {
        return new PixelFrame(Pictures.stamp(1), DrawnShapes.draw(label, random));
    }
}
