package io.edgelens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import io.edgelens.greengrass.NucleusStandIn;
import io.edgelens.greengrass.NucleusStandIn.Published;
import io.edgelens.testing.ColourModel;
import io.edgelens.testing.Distribution;
import io.edgelens.testing.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code edgelens run} out of the built distribution, with a real network, a real FIFO and the real IPC wire. */
@Timeout(90)
class RunIT {

    /** What we promise Greengrass, and a little for a busy machine. */
    private static final Duration PROMISED_END = Duration.ofMillis(3500);

    @TempDir
    private Path folder;

    private Path model;
    private Path fifo;
    private Path pictures;

    @BeforeEach
    void prepare() throws IOException {
        model = ColourModel.write(folder.resolve("colour"));
        fifo = folder.resolve("results.mjpeg");
        pictures = Files.createDirectory(folder.resolve("pictures"));
        Files.write(pictures.resolve("1.jpg"), Pictures.jpeg(640, 360, Pictures.GREEN));
    }

    @Test
    void resultsArePrintedOneALineAndThePictureCanBeSeen() throws Exception {
        try (var edgelens = start("camera.source=" + pictures)) {
            edgelens.awaitResults(3);
            assertThat(edgelens.results()).allSatisfy(line -> {
                var result = JsonParser.parseString(line).getAsJsonObject();
                assertThat(result.keySet()).first().isEqualTo("green");
                assertThat(result.get("green").getAsDouble()).isGreaterThan(0.99);
            });
            assertThat(edgelens.log()).anyMatch(line -> line.contains("mplayer -demuxer lavf"));

            var picture = read(20_000);
            assertThat(picture).startsWith(0xFF, 0xD8);
            assertThat(edgelens.terminate()).isLessThan(PROMISED_END);
        }
    }

    @Test
    void everyThingWrongWithTheConfigurationIsOneReportAndExitCode2() throws Exception {
        try (var edgelens = start("camera.fps=0", "camrea.source=testcard", "publish.to=fax")) {
            assertThat(edgelens.exitCode()).isEqualTo(2);
            assertThat(edgelens.log())
                    .containsExactly(
                            "camera.fps must be a whole number from 1 to 240, but is '0'",
                            "publish.to[0] must be one of [console, greengrass, mqtt], but is 'fax'",
                            "camrea is not a setting; did you mean camera?");
            assertThat(edgelens.results()).isEmpty();
        }
    }

    @Test
    void aModelAndAFifoThatCannotBeUsedAreOneReportAndExitCode2() throws Exception {
        Files.delete(model.resolve("synset.txt"));
        try (var edgelens = start("display.fifo=" + folder.resolve("no/where"), "camera.source=testcard")) {
            assertThat(edgelens.exitCode()).isEqualTo(2);
            assertThat(edgelens.log())
                    .anyMatch(line -> line.startsWith("display.fifo " + folder.resolve("no/where")))
                    .anyMatch(line -> line.startsWith(model.resolve("synset.txt") + " is missing"))
                    .noneMatch(line -> line.contains("\tat "));
        }
    }

    @Test
    void aCameraThatIsNotThereIsWaitedForAndTheEndIsPrompt() throws Exception {
        var later = folder.resolve("later");
        try (var edgelens = start("camera.source=" + later)) {
            edgelens.awaitLog("no pictures; trying until there are");
            assertThat(read(10_000)).as("the card").startsWith(0xFF, 0xD8);

            Files.move(pictures, later);
            edgelens.awaitResults(1);
            edgelens.awaitLog("pictures come");
            assertThat(edgelens.terminate()).isLessThan(PROMISED_END);
        }
    }

    @Test
    void aReaderThatStopsHoldsUpNeitherTheLoopNorTheEnd() throws Exception {
        try (var edgelens = start("camera.source=testcard", "display.resolution=1080p")) {
            edgelens.awaitResults(1);
            try (var reader = Files.newInputStream(fifo)) {
                assertThat(reader.read()).isEqualTo(0xFF);
                int before = edgelens.results().size();
                edgelens.awaitResults(before + 3);

                assertThat(edgelens.terminate()).isLessThan(PROMISED_END);
            }
        }
    }

    @Test
    void afterAKillItStartsAgainWithTheFifoItLeft() throws Exception {
        try (var edgelens = start("camera.source=testcard")) {
            edgelens.awaitResults(1);
            edgelens.kill();
        }
        try (var again = start("camera.source=testcard")) {
            again.awaitResults(1);
            assertThat(read(1000)).startsWith(0xFF, 0xD8);
        }
    }

    @Test
    void underGreengrassResultsGoToTheTopicAndStatusBesideIt() throws Exception {
        try (var nucleus = NucleusStandIn.running()) {
            nucleus.configure(deployed(Map.of("source", pictures.toString())));
            try (var edgelens = Distribution.start(folder, nucleus.environment(), "run")) {
                awaitPublished(nucleus, "/infer", 2);
                assertThat(results(nucleus)).allSatisfy(result -> {
                    assertThat(result.topic()).matches("edgelens/[^/]+/infer");
                    assertThat(result.qos()).isEqualTo(1);
                    assertThat(result.json()).startsWith("{\"green\":0.99");
                });
                assertThat(nucleus.published())
                        .filteredOn(message -> message.topic().endsWith("/status"))
                        .extracting(message -> state(message.json()))
                        .startsWith("loading", "ready");
                assertThat(nucleus.states()).contains("RUNNING");
                assertThat(edgelens.results()).isEmpty();
                assertThat(edgelens.terminate()).isLessThan(PROMISED_END);
            }
            assertThat(nucleus.published())
                    .filteredOn(message -> message.topic().endsWith("/status"))
                    .last()
                    .satisfies(last -> assertThat(state(last.json())).isEqualTo("stopped"));
        }
    }

    @Test
    void aDeploymentsChangeIsTakenOverAndABadOneIsRefused() throws Exception {
        Files.write(folder.resolve("red.jpg"), Pictures.jpeg(640, 360, Pictures.RED));
        try (var nucleus = NucleusStandIn.running()) {
            nucleus.configure(deployed(Map.of("source", pictures.toString())));
            try (var edgelens = Distribution.start(folder, nucleus.environment(), "run")) {
                awaitPublished(nucleus, "/infer", 1);
                await().until(() -> nucleus.subscriptions().size() == 2);

                var bad = deployed(Map.of("source", pictures.toString(), "fps", -3.0));
                var report = nucleus.validate(bad).get();
                assertThat(report.getStatusAsString()).isEqualTo("REJECTED");
                assertThat(report.getMessage()).isEqualTo("camera.fps must be a whole number from 1 to 240, but is -3");
                nucleus.configure(bad);
                edgelens.awaitLog("the new configuration is refused");
                assertThat(edgelens.isAlive()).isTrue();

                nucleus.configure(
                        deployed(Map.of("source", folder.resolve("red.jpg").toString())));
                edgelens.awaitLog("the new configuration is taken over");
                await().until(() -> results(nucleus).stream()
                        .anyMatch(result -> result.json().startsWith("{\"red\"")));
            }
        }
    }

    @Test
    void whileTheNucleusIsGoneResultsAreKeptAndTheLoopGoesOn() throws Exception {
        try (var nucleus = NucleusStandIn.running()) {
            nucleus.configure(deployed(Map.of("source", pictures.toString())));
            try (var edgelens = Distribution.start(folder, nucleus.environment(), "run")) {
                awaitPublished(nucleus, "/infer", 1);
                nucleus.stop();
                edgelens.awaitLog("nucleus");
                int before = results(nucleus).size();
                nucleus.start();
                awaitPublished(nucleus, "/infer", before + 2);

                nucleus.fallSilent();
                assertThat(edgelens.terminate()).isLessThan(PROMISED_END);
            }
        }
    }

    @Test
    void thousandsOfFramesAndReadersThatComeAndGoLeaveNothingBehind() throws Exception {
        try (var edgelens = start("camera.source=" + pictures, "camera.fps=240", "publish.every=100ms")) {
            edgelens.awaitResults(1);
            watchAgainAndAgain(edgelens, 50);
            long memory = edgelens.status("VmRSS");
            long threads = edgelens.status("Threads");
            long descriptors = edgelens.descriptors();
            watchAgainAndAgain(edgelens, 150);

            // Heap that was not touched before; a leaked picture a frame would be gigabytes.
            assertThat(edgelens.status("VmRSS") - memory).as("kB grown").isLessThan(20_000);
            // The JVM and OpenCV may start one of theirs late.
            assertThat(edgelens.status("Threads")).isLessThanOrEqualTo(threads + 2);
            assertThat(edgelens.descriptors()).isLessThanOrEqualTo(descriptors + 2);
        }
    }

    /** Until there are {@code results} more, one each 24 frames. */
    private void watchAgainAndAgain(Distribution edgelens, int results) throws Exception {
        int until = edgelens.results().size() + results;
        while (edgelens.results().size() < until) {
            assertThat(edgelens.isAlive()).isTrue();
            read(200_000);
        }
    }

    private Distribution start(String... assignments) throws IOException {
        var arguments = new ArrayList<>(List.of("run"));
        for (var assignment : List.of("model.path=" + model, "display.fifo=" + fifo, "publish.every=300ms")) {
            arguments.addAll(List.of("-s", assignment));
        }
        for (var assignment : assignments) {
            arguments.addAll(List.of("-s", assignment));
        }
        return Distribution.start(folder, Map.of(), arguments.toArray(String[]::new));
    }

    private Map<String, Object> deployed(Map<String, Object> camera) {
        return Map.of(
                "camera", camera,
                "model", Map.of("path", model.toString()),
                "display", Map.of("fifo", fifo.toString()),
                "publish", Map.of("every", "300ms"));
    }

    private static void awaitPublished(NucleusStandIn nucleus, String ending, int count) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> nucleus.published().stream()
                                .filter(message -> message.topic().endsWith(ending))
                                .count()
                        >= count);
    }

    private static List<Published> results(NucleusStandIn nucleus) {
        return nucleus.published().stream()
                .filter(message -> message.topic().endsWith("/infer"))
                .toList();
    }

    private static String state(String status) {
        return JsonParser.parseString(status).getAsJsonObject().get("state").getAsString();
    }

    /** The first bytes that a new reader of the FIFO gets. */
    private int[] read(int count) throws Exception {
        var head = new ProcessBuilder("timeout", "20", "head", "-c", String.valueOf(count), fifo.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var bytes = head.getInputStream().readAllBytes();
        assertThat(bytes).as(() -> new String(bytes, UTF_8)).hasSize(count);
        var unsigned = new int[count];
        for (int i = 0; i < count; i++) {
            unsigned[i] = bytes[i] & 0xFF;
        }
        return unsigned;
    }
}
