package io.edgelens.classify;

import static io.edgelens.testing.Pictures.BLUE;
import static io.edgelens.testing.Pictures.GREEN;
import static io.edgelens.testing.Pictures.RED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.edgelens.config.ConfigException;
import io.edgelens.flow.Clock;
import io.edgelens.format.Formats;
import io.edgelens.frame.OpenCvJpeg;
import io.edgelens.model.LoadedModel;
import io.edgelens.model.Model;
import io.edgelens.model.ModelSettings;
import io.edgelens.source.Stamps;
import io.edgelens.testing.ColourModel;
import io.edgelens.testing.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.Scalar;

@Timeout(30)
class ClassificationTest {

    @TempDir
    private static Path models;

    private static Model model;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @BeforeAll
    static void load() throws Exception {
        var directory = ColourModel.write(models.resolve("colour"));
        model = LoadedModel.load(new ModelSettings(directory, "auto", 2, 1, 0));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void everyPictureGetsALineInTheOrderGiven() throws Exception {
        write("a.jpg", RED);
        write("b.png", GREEN);
        write("c.bmp", BLUE);
        write("d.webp", RED);

        assertThat(run(lines(), path("d.webp"), path("c.bmp"), path("b.png"), path("a.jpg")))
                .isTrue();

        assertThat(answers())
                .containsExactly(
                        path("d.webp") + " red",
                        path("c.bmp") + " blue",
                        path("b.png") + " green",
                        path("a.jpg") + " red");
        assertThat(errors.toString(UTF_8)).isEmpty();
    }

    @Test
    void aLineHasTheInputAndTheMostProbableLabels() throws Exception {
        write("a.png", GREEN);

        run(Lines.withInput(out, 2), path("a.png"));

        assertThat(out.toString(UTF_8))
                .isEqualTo("{\"input\":\"" + path("a.png")
                        + "\",\"predictions\":[{\"label\":\"green\",\"probability\":0.9999},"
                        + "{\"label\":\"red\",\"probability\":0}]}\n");
    }

    @Test
    void topkIsTheFlatObjectThatIsPublished() throws Exception {
        write("a.png", GREEN);

        run(Lines.as(requireNonNull(Formats.TYPES.get("topk")), out, 1), path("a.png"));

        assertThat(out.toString(UTF_8)).isEqualTo("{\"green\":0.9999}\n");
    }

    @Test
    void otherFormatsNameTheInputAsTheCamera() throws Exception {
        write("a.png", GREEN);

        run(Lines.as(requireNonNull(Formats.TYPES.get("detail")), out, 1), path("a.png"));

        assertThat(JsonParser.parseString(out.toString(UTF_8))
                        .getAsJsonObject()
                        .get("camera")
                        .getAsString())
                .isEqualTo(path("a.png"));
    }

    @Test
    void aFolderIsItsPicturesInTheOrderOfNamesAndThoseBelow() throws Exception {
        write("b/2.png", GREEN);
        write("b/1.png", RED);
        write("a.png", BLUE);
        write("c.JPG", BLUE);
        Files.writeString(folder.resolve("notes.txt"), "no picture");

        assertThat(run(lines(), folder.toString())).isTrue();

        assertThat(answers())
                .containsExactly(
                        path("a.png") + " blue",
                        path("b/1.png") + " red",
                        path("b/2.png") + " green",
                        path("c.JPG") + " blue");
    }

    @Test
    void aLinkThatLeadsBackIsFollowedOnce() throws Exception {
        write("a/1.png", RED);
        Files.createSymbolicLink(folder.resolve("a/back"), folder);

        run(lines(), folder.toString());

        assertThat(answers()).containsExactly(path("a/1.png") + " red");
    }

    @Test
    void whatCannotBeReadIsNamedWithItsReasonAndTheRestGoesOn() throws Exception {
        write("good.png", RED);
        Files.write(folder.resolve("empty.jpg"), new byte[0]);
        Files.writeString(folder.resolve("text.jpg"), "no picture");
        var whole = Pictures.jpeg(64, 64, RED);
        Files.write(folder.resolve("half.jpg"), Arrays.copyOf(whole, whole.length / 2));
        Files.createDirectory(folder.resolve("nothing"));

        assertThat(run(
                        lines(),
                        path("no.jpg"),
                        path("empty.jpg"),
                        path("text.jpg"),
                        path("half.jpg"),
                        path("nothing"),
                        "/dev/null",
                        path("good.png")))
                .isFalse();

        assertThat(errors.toString(UTF_8).lines())
                .containsExactly(
                        path("no.jpg") + ": there is no such file or folder",
                        path("empty.jpg") + ": it is empty",
                        path("text.jpg") + ": neither a JPEG nor a PNG, BMP or WebP",
                        path("half.jpg") + ": a truncated JPEG: its end is missing",
                        path("nothing") + ": there are no pictures [jpg, jpeg, png, bmp, webp] in this folder",
                        "/dev/null: neither a file nor a folder");
        assertThat(answers()).containsExactly(path("good.png") + " red");
    }

    @Test
    void aReaderWhoHasHadEnoughEndsItQuietly() throws Exception {
        for (int i = 0; i < 50; i++) {
            write(i + ".png", RED);
        }
        var closed = new OutputStream() {
            private int lines;

            @Override
            public void write(int b) throws IOException {
                if (lines == 1) {
                    throw new IOException("Broken pipe");
                }
                lines += b == '\n' ? 1 : 0;
            }
        };

        assertThat(run(Lines.withInput(closed, 1), folder.toString())).isTrue();

        assertThat(closed.lines).isEqualTo(1);
        assertThat(errors.toString(UTF_8)).isEmpty();
    }

    @Test
    void aFullDiskIsToldAndEndsIt() throws Exception {
        write("a.png", RED);
        var full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThat(run(Lines.withInput(full, 1), folder.toString())).isFalse();

        assertThat(errors.toString(UTF_8)).isEqualTo("the results cannot be written: No space left on device\n");
    }

    @Test
    void aSummaryComparesWithTheNamesOfTheFolders() throws Exception {
        for (int i = 0; i < 3; i++) {
            write("red/" + i + ".png", RED);
            write("green/" + i + ".png", i == 0 ? RED : GREEN);
        }
        write("blue/deep/down.png", BLUE);
        Files.write(folder.resolve("blue/broken.png"), new byte[0]);

        assertThat(run(new Summary(out), folder.toString())).isFalse();

        assertThat(out.toString(UTF_8)).isEqualTo("""
                shows ↓  taken for →     blue    green     red   recall
                blue                        1        0       0  100.0 %
                green                       0        2       1   66.7 %
                red                         0        0       3  100.0 %
                precision             100.0 %  100.0 %  75.0 %

                accuracy 85.7 %, 6 of 7 pictures right
                """);
        assertThat(errors.toString(UTF_8)).isEqualTo(path("blue/broken.png") + ": it is empty\n");
    }

    @Test
    void aSummaryTellsWhichFoldersAreNoLabels() throws Exception {
        write("rde/1.png", RED);
        write("blue/1.png", BLUE);
        write("loose.png", BLUE);

        run(new Summary(out), folder.toString());

        assertThat(out.toString(UTF_8))
                .contains("accuracy 50.0 %, 1 of 2 pictures right\n")
                .contains("no label of this model: rde (its labels: blue, green, red)\n")
                .contains("not counted, as no folder says what they show: 1\n");
    }

    @Test
    void aSummaryNeedsAFolderOfFolders() throws Exception {
        write("a.png", RED);

        assertThatThrownBy(() -> run(new Summary(out), folder.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--summary needs a folder that has a folder of pictures for each label");
    }

    private boolean run(Results results, String... inputs) throws InterruptedException {
        var classification = new Classification(
                model, new OpenCvJpeg(), new Stamps(Clock.SYSTEM), results, new PrintStream(errors, true, UTF_8));
        return classification.run(List.of(inputs));
    }

    private Results lines() {
        return Lines.withInput(out, 3);
    }

    /** Each line's input with its top label. */
    private List<String> answers() {
        return out.toString(UTF_8)
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .map(line -> line.get("input").getAsString() + " "
                        + line.getAsJsonArray("predictions")
                                .get(0)
                                .getAsJsonObject()
                                .get("label")
                                .getAsString())
                .toList();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void write(String name, Scalar colour) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        var ending = name.substring(name.lastIndexOf('.')).toLowerCase(java.util.Locale.ROOT);
        Files.write(file, Pictures.encoded(ending, 40, 30, colour));
    }
}
