package io.edgelens.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgelens.config.Section;
import io.edgelens.flow.Clock;
import io.edgelens.greengrass.Nucleus;
import io.edgelens.greengrass.NucleusStandIn;
import io.edgelens.greengrass.NucleusStandIn.Published;
import io.edgelens.publish.Publisher.Delivery;
import io.edgelens.publish.Publishers.Opening;
import io.edgelens.publish.Status.State;
import io.edgelens.testing.Logged;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.aws.greengrass.model.ServiceError;
import software.amazon.awssdk.aws.greengrass.model.UnauthorizedError;

@Timeout(30)
class PublishersTest {

    private static final Host DOOR = new Host(true, "door");
    private static final String RESULTS = "edgelens/door/infer";
    private static final String STATUS = "edgelens/door/status";

    @TempDir
    private Path folder = Path.of("");

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private @Nullable NucleusStandIn standIn;
    private @Nullable Nucleus nucleus;

    @AfterEach
    void end() {
        if (nucleus != null) {
            nucleus.close();
        }
        if (standIn != null) {
            standIn.close();
        }
    }

    @Test
    void theConsoleShowsResultsAndNothingElseEachOnItsLine() {
        try (var publishers = toConsole(console)) {
            publishers.status(State.READY, "");
            publishers.observed(Seen.observation(1, "dog"), 0);
            publishers.observed(Seen.observation(2, "cat"), 0);
        }

        assertThat(console.toString(UTF_8)).isEqualTo("{\"dog\":0.0001}\n{\"cat\":0.0002}\n");
    }

    @Test
    void aRunThatPrintsResultsLoadsNothingOfTheAwsSdk() throws Exception {
        var run = Fork.with(List.of("-Xlog:class+load:file=" + folder.resolve("classes")), PublishersTest.class);
        try (var out = run.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("{\"dog\":0.0001}");
        }
        assertThat(run.waitFor()).isZero();

        assertThat(Files.readAllLines(folder.resolve("classes")))
                .anyMatch(line -> line.contains("io.edgelens.publish.ConsolePublisher"))
                .noneMatch(line -> line.contains("software.amazon.awssdk.crt"));
    }

    /** Prints one result and ends. */
    public static void main(String... arguments) {
        try (var publishers = new PublishersTest().toConsole(new FileOutputStream(FileDescriptor.out))) {
            publishers.observed(Seen.observation(1, "dog"), 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClosedConsoleEndsNothingAndIsNamedOnce(boolean likeSystemOut) {
        var closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        try (var log = new Logged(ConsolePublisher.class);
                var publishers = toConsole(likeSystemOut ? new PrintStream(closed, true, UTF_8) : closed)) {
            LongStream.rangeClosed(1, 3).forEach(number -> publishers.observed(Seen.observation(number, "dog"), 0));

            await().untilAsserted(() -> assertThat(publishers.delivery()).isEqualTo(new Delivery(0, 3, 0)));
            assertThat(log.lines()).hasSize(1).first().asString().contains("standard output is closed");
        }
    }

    @Test
    void aConsoleThatHangsNeitherHoldsUpTheCallerNorTheEnd() {
        var stopped = new CountDownLatch(1);
        var hanging = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                for (boolean woken = false; !woken; ) {
                    try {
                        stopped.await();
                        woken = true;
                    } catch (InterruptedException e) {
                        // As a write to a terminal that was stopped: it does not care.
                        woken = false;
                    }
                }
            }
        };
        long before = System.nanoTime();
        try (var publishers = toConsole(hanging)) {
            LongStream.rangeClosed(1, 10).forEach(number -> publishers.observed(Seen.observation(number, "dog"), 0));
        } finally {
            stopped.countDown();
        }

        assertThat(System.nanoTime() - before).isLessThan(ofSeconds(2).toNanos());
    }

    @Test
    void resultsAndStatusGoToTheirTopicsInIotCore() {
        try (var publishers = toGreengrass(NucleusStandIn.running())) {
            publishers.status(State.READY, "");
            publishers.observed(Seen.observation(1, "dog"), 0);
            await().until(() -> arrived(RESULTS).size() == 1);
            publishers.status(State.CAMERA_LOST, "no such device: /dev/video0");
            await().until(() -> arrived(STATUS).size() == 2);
            publishers.status(State.CAMERA_LOST, "no such device: /dev/video0");
        }

        assertThat(arrived(RESULTS)).containsExactly("{\"dog\":0.0001}");
        assertThat(arrived(STATUS))
                .containsExactly(
                        "{\"state\":\"ready\",\"reason\":\"\",\"camera\":\"door\",\"time\":\"2026-11-20T21:00:00.000Z\"}",
                        "{\"state\":\"camera lost\",\"reason\":\"no such device: /dev/video0\",\"camera\":\"door\","
                                + "\"time\":\"2026-11-20T21:00:00.000Z\"}",
                        "{\"state\":\"stopped\",\"reason\":\"\",\"camera\":\"door\",\"time\":\"2026-11-20T21:00:00.000Z\"}");
    }

    @Test
    void whatWasSeenWhileTheNucleusWasGoneArrivesInOrderWhenItIsBack() {
        try (var publishers = toGreengrass(NucleusStandIn.running())) {
            publishers.observed(Seen.observation(1, "dog"), 0);
            await().until(() -> arrived(RESULTS).size() == 1);
            running().stop();
            LongStream.rangeClosed(2, 20).forEach(number -> publishers.observed(Seen.observation(number, "dog"), 0));
            await().untilAsserted(() -> assertThat(publishers.delivery()).isEqualTo(new Delivery(1, 0, 19)));

            running().start();

            await().untilAsserted(() -> assertThat(publishers.delivery()).isEqualTo(new Delivery(20, 0, 0)));
        }
        assertThat(arrived(RESULTS)).isEqualTo(jsons(1, 20));
    }

    @Test
    void aNucleusThatIsNotThereAtStartIsWaitedFor() {
        try (var publishers = toGreengrass(NucleusStandIn.absent())) {
            publishers.observed(Seen.observation(1, "dog"), 0);
            await().untilAsserted(() -> assertThat(publishers.delivery()).isEqualTo(new Delivery(0, 0, 1)));

            running().start();

            await().until(() -> arrived(RESULTS).size() == 1);
        }
    }

    @Test
    void aFullSpoolKeepsResultsAndSlowsDown() {
        try (var publishers = toGreengrass(NucleusStandIn.running())) {
            running().refusePublishing(() -> new ServiceError("Message spool is full. Message could not be added."));
            LongStream.rangeClosed(1, 5).forEach(number -> publishers.observed(Seen.observation(number, "dog"), 0));
            await().untilAsserted(() -> assertThat(publishers.delivery()).isEqualTo(new Delivery(0, 0, 5)));

            running().acceptPublishing();

            await().until(() -> arrived(RESULTS).equals(jsons(1, 5)));
        }
    }

    @Test
    void resultsThatMayNotGoWaitForTheRight() {
        try (var publishers = toGreengrass(NucleusStandIn.running())) {
            running().refusePublishing(() -> new UnauthorizedError("Not Authorized"));
            publishers.observed(Seen.observation(1, "dog"), 0);
            await().untilAsserted(() -> assertThat(publishers.delivery()).isEqualTo(new Delivery(0, 0, 1)));

            running().acceptPublishing();

            await().until(() -> arrived(RESULTS).size() == 1);
        }
    }

    @Test
    void aStatusThatMayNotGoHoldsUpNoResult() {
        try (var publishers = toGreengrass(NucleusStandIn.running())) {
            running().refusePublishingTo(STATUS::equals, () -> new UnauthorizedError("Not Authorized"));
            publishers.status(State.READY, "");
            publishers.observed(Seen.observation(1, "dog"), 0);

            await().until(() -> arrived(RESULTS).size() == 1);
        }
    }

    @Test
    void theCallerNeverWaitsForANucleusThatHangs() throws Exception {
        try (var publishers = toGreengrass(NucleusStandIn.running())) {
            nucleus().awaitConnected(ofSeconds(5));
            running().fallSilent();

            long before = System.nanoTime();
            LongStream.rangeClosed(1, 2_000).forEach(number -> {
                publishers.observed(Seen.observation(number, "dog"), 0);
                publishers.status(State.ERROR, "number " + number);
            });
            // One answer waited for would take five.
            assertThat(System.nanoTime() - before).isLessThan(ofSeconds(4).toNanos());
        }
    }

    @Test
    void withoutFurtherFramesTheNewestHeldResultGoesOut() {
        var settings = new PublishSettings(
                List.of("console"),
                RESULTS,
                STATUS,
                "topk",
                ofMillis(300),
                true,
                1,
                settings(Map.of()).mqtt());

        try (var publishers =
                Publishers.open(new Opening(settings, "door", 2, Optional.empty(), Clock.SYSTEM, console))) {
            LongStream.rangeClosed(1, 9).forEach(number -> publishers.observed(Seen.observation(number, "dog"), 0));

            await().untilAsserted(() ->
                    assertThat(console.toString(UTF_8)).isEqualTo("{\"dog\":0.0001}\n{\"dog\":0.0009}\n"));
        }
    }

    private Publishers toConsole(OutputStream out) {
        return Publishers.open(new Opening(
                settings(Map.of("to", "console", "every", "frame")), "door", 2, Optional.empty(), new Ticking(), out));
    }

    private Publishers toGreengrass(NucleusStandIn nucleus) {
        standIn = nucleus;
        this.nucleus = Nucleus.fromEnvironment(nucleus.environment()).orElseThrow();
        return Publishers.open(new Opening(
                settings(Map.of("every", "frame")), "door", 2, Optional.of(nucleus()), new Ticking(), console));
    }

    private static PublishSettings settings(Map<String, ?> values) {
        return Section.read(values, section -> PublishSettings.from(section, DOOR));
    }

    private NucleusStandIn running() {
        return Objects.requireNonNull(standIn);
    }

    private Nucleus nucleus() {
        return Objects.requireNonNull(nucleus);
    }

    private List<String> arrived(String topic) {
        return running().published().stream()
                .filter(message -> message.topic().equals(topic))
                .map(Published::json)
                .toList();
    }

    private static List<String> jsons(long first, long last) {
        var jsons = new ArrayList<String>();
        LongStream.rangeClosed(first, last).forEach(number -> jsons.add(Seen.json(number, "dog")));
        return jsons;
    }
}
