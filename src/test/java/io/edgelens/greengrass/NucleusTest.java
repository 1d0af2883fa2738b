package io.edgelens.greengrass;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.edgelens.greengrass.IpcException.Kind;
import io.edgelens.greengrass.NucleusStandIn.Published;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.aws.greengrass.model.InvalidArgumentsError;
import software.amazon.awssdk.aws.greengrass.model.ServiceError;
import software.amazon.awssdk.aws.greengrass.model.UnauthorizedError;
import software.amazon.awssdk.eventstreamrpc.model.EventStreamOperationError;

@Timeout(20)
class NucleusTest {

    private final NucleusStandIn standIn = NucleusStandIn.running();
    private final Nucleus nucleus =
            Nucleus.fromEnvironment(standIn.environment()).orElseThrow();
    private final List<Map<String, Object>> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        nucleus.close();
        standIn.close();
    }

    @Test
    void thereIsNoneOutsideGreengrass() {
        assertThat(Nucleus.fromEnvironment(Map.of())).isEmpty();
    }

    @Test
    void aMessageArrivesWithItsTopicAndQuality() throws Exception {
        connected();
        nucleus.publishToIoTCore("edgelens/door/infer", "{\"dog\":1}".getBytes(UTF_8), 1);
        nucleus.publishToIoTCore("edgelens/door/infer", "{}".getBytes(UTF_8), 0);

        assertThat(standIn.published())
                .containsExactly(
                        new Published("edgelens/door/infer", "{\"dog\":1}", 1),
                        new Published("edgelens/door/infer", "{}", 0));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void everyRefusalSaysWhatTheCallerCanDo(Supplier<EventStreamOperationError> error, Kind kind, String words)
            throws Exception {
        connected();
        standIn.refusePublishing(error);

        var thrown = catchThrowableOfType(IpcException.class, () -> nucleus.publishToIoTCore("a/b", new byte[1], 1));

        assertThat(thrown.kind()).isEqualTo(kind);
        assertThat(thrown.sentence()).contains(words);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(() -> new UnauthorizedError("Not Authorized"), Kind.NOT_AUTHORISED, "#PublishToIoTCore"),
                refusal(
                        () -> new ServiceError("Publish failed: Message spool is full. Message could not be added."),
                        Kind.FULL,
                        "offline for long"),
                refusal(() -> new ServiceError("Publish failed: no network"), Kind.LATER, "no network"),
                refusal(
                        () -> new ServiceError("Publish failed: Message is larger than the size of message spool."),
                        Kind.REFUSED,
                        "for good"),
                refusal(() -> new InvalidArgumentsError("Invalid QoS value"), Kind.REFUSED, "for good"));
    }

    private static Arguments refusal(Supplier<EventStreamOperationError> error, Kind kind, String words) {
        return Arguments.of(error, kind, words);
    }

    @Test
    void aLostConnectionIsMadeAgain() throws Exception {
        connected();
        standIn.stop();
        await().untilAsserted(
                        () -> assertThat(nucleus.awaitConnected(ofMillis(0))).isFalse());
        assertThat(catchThrowableOfType(IpcException.class, () -> nucleus.publishToIoTCore("a/b", new byte[1], 1))
                        .kind())
                .isEqualTo(Kind.GONE);

        standIn.start();
        connected();
        nucleus.publishToIoTCore("a/b", "{}".getBytes(UTF_8), 1);

        assertThat(standIn.published()).hasSize(1);
    }

    @Test
    void theConfigurationComesWithoutWhatTheNucleusAloneReads() throws Exception {
        standIn.configure(Map.of("camera", Map.of("fps", 30), "accessControl", Map.of("x", "y")));

        assertThat(nucleus.configuration(ofSeconds(5))).isEqualTo(Map.of("camera", Map.of("fps", 30.0)));
    }

    @Test
    void aChangedConfigurationIsHeardOnceAndWhole() throws Exception {
        standIn.configure(Map.of("camera", Map.of("fps", 30)));
        nucleus.configuration(ofSeconds(5));
        nucleus.onConfiguration(heard::add);
        await().until(() -> standIn.subscriptions().size() == 1);

        standIn.configure(Map.of("camera", Map.of("fps", 15)));
        await().until(() -> !heard.isEmpty());
        standIn.configure(Map.of("camera", Map.of("fps", 15)));
        standIn.configure(Map.of("camera", Map.of("fps", 10)));

        await().until(() -> heard.size() == 2);
        assertThat(heard).containsExactly(Map.of("camera", Map.of("fps", 15.0)), Map.of("camera", Map.of("fps", 10.0)));
    }

    @Test
    void manyChangesInARowAreHeardAsOne() throws Exception {
        nucleus.configuration(ofSeconds(5));
        nucleus.onConfiguration(heard::add);
        await().until(() -> standIn.subscriptions().size() == 1);

        for (int fps = 1; fps <= 20; fps++) {
            standIn.configure(Map.of("camera", Map.of("fps", fps)));
        }

        await().until(() -> heard.contains(Map.of("camera", Map.of("fps", 20.0))));
        // Is done after everything that the changes have left to do.
        nucleus.report(Nucleus.Health.RUNNING);
        await().until(() -> !standIn.states().isEmpty());
        assertThat(heard).hasSizeLessThan(4);
        assertThat(standIn.configurationReads()).isLessThan(8);
    }

    @Test
    void aConfigurationThatChangedWhileTheConnectionWasLostIsHeard() throws Exception {
        standIn.configure(Map.of("camera", Map.of("fps", 30)));
        nucleus.configuration(ofSeconds(5));
        nucleus.onConfiguration(heard::add);
        await().until(() -> standIn.subscriptions().size() == 1);

        standIn.stop();
        standIn.configure(Map.of("camera", Map.of("fps", 15)));
        standIn.start();

        await().until(() -> heard.size() == 1);
        assertThat(heard).containsExactly(Map.of("camera", Map.of("fps", 15.0)));
    }

    @Test
    void aGoodConfigurationIsAcceptedBeforeADeployment() throws Exception {
        nucleus.validateWith(values -> Optional.empty());
        await().until(() -> standIn.subscriptions().size() == 1);

        var report = standIn.validate(Map.of("camera", Map.of("fps", 15))).get();

        assertThat(report.getStatusAsString()).isEqualTo("ACCEPTED");
        assertThat(report.getDeploymentId()).isEqualTo("deployment-1");
    }

    @Test
    void aBadConfigurationIsRejectedWithEveryProblemAlsoAfterReconnecting() throws Exception {
        nucleus.validateWith(values -> Optional.of("camera.fps is 0\ncamera.width is 0 in " + values.keySet()));
        await().until(() -> standIn.subscriptions().size() == 1);
        standIn.disconnect();
        await().until(() -> standIn.connected() == 2 && standIn.subscriptions().size() == 1);

        var report = standIn.validate(Map.of("camera", Map.of("fps", 0), "accessControl", Map.of()))
                .get();

        assertThat(report.getStatusAsString()).isEqualTo("REJECTED");
        assertThat(report.getMessage()).isEqualTo("camera.fps is 0\ncamera.width is 0 in [camera]");
    }

    @Test
    void theStateIsReported() {
        nucleus.report(Nucleus.Health.RUNNING);

        await().untilAsserted(() -> assertThat(standIn.states()).containsExactly("RUNNING"));
    }

    @Test
    void closingDoesNotWaitForANucleusThatHangs() throws Exception {
        connected();
        standIn.fallSilent();
        nucleus.report(Nucleus.Health.RUNNING);
        nucleus.onConfiguration(heard::add);

        long before = System.nanoTime();
        nucleus.close();

        // Half a second is promised; one answer waited for would take five.
        assertThat(System.nanoTime() - before).isLessThan(ofSeconds(2).toNanos());
    }

    @Test
    void nothingIsLeftRunning() throws Exception {
        connected();
        nucleus.close();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("nucleus"));
    }

    private void connected() throws InterruptedException {
        assertThat(nucleus.awaitConnected(ofSeconds(10))).isTrue();
    }
}
