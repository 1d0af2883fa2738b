package io.edgelens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgelens.testing.ColourModel;
import io.edgelens.testing.Pictures;
import io.edgelens.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code classify} and {@code doctor} as a shell sees them: what comes out where, and the exit code. */
@Timeout(60)
class VerbsTest {

    @TempDir
    private static Path folder;

    private static Path model = Path.of("");
    private static Path picture = Path.of("");

    /** What a process said, and how it ended. */
    private record Ended(int code, String out, String errors) {}

    @BeforeAll
    static void write() throws IOException {
        model = ColourModel.write(folder.resolve("colour"));
        picture = Files.write(folder.resolve("red.jpg"), Pictures.jpeg(64, 48, Pictures.RED));
    }

    @Test
    void resultsGoToStdoutAndMistakesToStderr() throws Exception {
        var ended = run(Map.of(), "classify", "-m", model.toString(), "-k", "1", "no.jpg", picture.toString());

        assertThat(ended)
                .isEqualTo(new Ended(
                        1,
                        "{\"input\":\"" + picture
                                + "\",\"predictions\":[{\"label\":\"red\",\"probability\":0.9999}]}\n",
                        "no.jpg: there is no such file or folder\n"));
    }

    @Test
    void wrongUsageIsOneSentence() throws Exception {
        var nowhere = folder.resolve("nowhere");

        assertThat(run(Map.of(), "classify", "-m", nowhere.toString(), picture.toString()))
                .isEqualTo(
                        new Ended(2, "", "model.path must be a model directory, but " + nowhere + " does not exist\n"));
        assertThat(run(Map.of(), "classify", "--format", "xml", picture.toString()))
                .isEqualTo(new Ended(2, "", "--format must be one of [detail, topk], but is 'xml'\n"));
    }

    @Test
    void aReaderThatLeavesEndsItWithoutAWord() throws Exception {
        var many = Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < 300; i++) {
            Files.copy(picture, many.resolve(i + ".jpg"));
        }
        var command = String.join(
                " ",
                command("classify", "-m", model.toString(), many.toString()).stream()
                        .map(word -> "'" + word + "'")
                        .toList());

        var ended = ended(new ProcessBuilder("sh", "-c", command + " | head -n 1"));

        assertThat(ended.out()).hasLineCount(1);
        assertThat(ended.errors()).isEmpty();
    }

    @Test
    void theDoctorSaysWhatIsWrongAndFails() throws Exception {
        var ended = run(
                Map.of("LC_ALL", "C.UTF-8"),
                "doctor",
                "-s",
                "model.path=" + model,
                "-s",
                "camera.source=testcard",
                "-s",
                "display.fifo=" + picture);

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out())
                .contains("✓ picture         1280×720 after ")
                .contains("✗ FIFO            " + picture + " is there, but is not a FIFO\n")
                .endsWith("\n1 thing is wrong.\n");
        assertThat(ended.errors()).isEmpty();
    }

    @Test
    void theDoctorIsContentWithWhatIsRight() throws Exception {
        var ended = run(
                Map.of("LC_ALL", "C"),
                "doctor",
                "-s",
                "model.path=" + model,
                "-s",
                "camera.source=testcard",
                "-s",
                "display.fifo=" + folder.resolve("fifo"));

        assertThat(ended.out())
                .contains("ok  picture         1280x720 after ")
                .endsWith("\nNothing is wrong.\n")
                .matches("\\p{ASCII}*");
        assertThat(ended.code()).isZero();
    }

    @Test
    void theDoctorAsksARealDeviceWhatItOffers() throws Exception {
        var source = Shared.path("camera-shim/v4l2shim.c");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "there is no gcc on this machine");
        var shim = folder.resolve("v4l2shim.so").toString();
        assertThat(new ProcessBuilder("gcc", "-O2", "-shared", "-fPIC", "-w", "-o", shim, source.toString(), "-ldl")
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        var pictures = Files.createDirectory(folder.resolve("camera"));
        Files.write(pictures.resolve("a.jpg"), Pictures.jpeg(640, 480, Pictures.RED));
        var device = Files.createTempFile(Path.of("/dev/shm"), "edgelens-video", "");
        try {
            var ended = run(
                    Map.of(
                            "LC_ALL",
                            "C",
                            "LD_PRELOAD",
                            shim,
                            "V4L2SHIM_DIR",
                            pictures.toString(),
                            "V4L2SHIM_DEV",
                            device.toString()),
                    "doctor",
                    "-s",
                    "model.path=" + model,
                    "-s",
                    "camera.source=" + device);

            assertThat(ended.out())
                    .contains("ok  camera          v4l2shim at " + device + "\n")
                    .contains("ok  formats         MJPG\n")
                    .containsPattern("ok  picture         640x480 after \\d+ ms: MJPG 640x480 at 30/s");
        } finally {
            Files.delete(device);
        }
    }

    private static Ended run(Map<String, String> environment, String... arguments) throws Exception {
        var process = new ProcessBuilder(command(arguments));
        process.environment().putAll(environment);
        return ended(process);
    }

    private static Ended ended(ProcessBuilder command) throws Exception {
        var errors = Files.createTempFile(folder, "stderr", "");
        var process = command.redirectError(errors.toFile()).start();
        var out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, Files.readString(errors));
    }

    private static List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true"));
        for (var place : List.of("java.library.path", "jna.boot.library.path", "jna.nounpack")) {
            command.add("-D" + place + "=" + System.getProperty(place));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EdgeLens.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
