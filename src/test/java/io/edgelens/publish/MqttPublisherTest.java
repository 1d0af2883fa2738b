package io.edgelens.publish;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgelens.config.ConfigException;
import io.edgelens.config.Section;
import io.edgelens.publish.Message.Kind;
import io.edgelens.publish.Publisher.Delivery;
import io.edgelens.publish.Publishers.Opening;
import io.edgelens.publish.Status.State;
import io.edgelens.testing.Logged;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MqttPublisherTest {

    private static final String RESULTS = "edgelens/door/infer";
    private static final Map<String, String> PLAIN = Map.of("tls", "off");
    private static final String STATUS = "edgelens/door/status";

    @TempDir
    private Path folder;

    @Test
    void resultsAndTheKeptStatusArriveOverMutualTls() throws Exception {
        try (var broker = Mosquitto.withMutualTls(folder)) {
            broker.keep("edgelens/#", tls());
            try (var publishers = open(broker, certificates())) {
                publishers.status(State.READY, "");
                publishers.observed(Seen.observation(1, "dog"), 0);
                await().until(() -> publishers.delivery().published() == 1);
            }

            assertThat(broker.received("edgelens/#", 3, tls()))
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith(STATUS + " 0 {\"state\":\"ready\""),
                            line -> assertThat(line).isEqualTo(RESULTS + " 0 {\"dog\":0.0001}"),
                            line -> assertThat(line).startsWith(STATUS + " 0 {\"state\":\"stopped\""));
        }
    }

    @Test
    void whatWasSeenWhileTheBrokerWasDeadArrivesInOrderAndTheOldestIsDroppedAndCounted() throws Exception {
        try (var broker = new Mosquitto(folder)) {
            broker.keep(RESULTS);
            try (var publisher = MqttPublisher.open(opening(broker.port(), PLAIN), new Outbox(100, 1_000_000))) {
                publisher.publish(new Message("edgelens/before", "{}", Kind.RESULT));
                await().until(() -> publisher.delivery().published() == 1);
                broker.kill();
                jsons(2, 201).forEach(json -> publisher.publish(new Message(RESULTS, json, Kind.RESULT)));
                await().untilAsserted(() -> assertThat(publisher.delivery()).isEqualTo(new Delivery(1, 100, 100)));

                broker.start();

                await().untilAsserted(() -> assertThat(publisher.delivery()).isEqualTo(new Delivery(101, 100, 0)));
            }
            assertThat(broker.received(RESULTS, 100))
                    .containsExactlyElementsOf(jsons(102, 201).stream()
                            .map(json -> RESULTS + " 0 " + json)
                            .toList());
        }
    }

    @Test
    void theBrokerTellsTheLastWillOfACameraThatWasKilled() throws Exception {
        try (var broker = new Mosquitto(folder)) {
            broker.keep(STATUS);
            var camera = Fork.of(MqttPublisherTest.class, String.valueOf(broker.port()));
            try {
                assertThat(broker.received(STATUS, 1)).first().asString().contains("\"ready\"");
            } finally {
                camera.destroyForcibly().waitFor();
            }

            assertThat(broker.received(STATUS, 1))
                    .containsExactly(STATUS
                            + " 0 {\"state\":\"offline\",\"reason\":\"the connection was lost\",\"camera\":\"door\"}");
        }
    }

    /** A camera that is ready until it is killed. */
    public static void main(String... arguments) throws InterruptedException {
        var publishers = Publishers.open(opening(Integer.parseInt(arguments[0]), PLAIN));
        publishers.status(State.READY, "");
        Thread.currentThread().join();
    }

    @Test
    void afterAnOutageTheStatusIsToldAgainBecauseTheBrokerHasToldTheLastWill() throws Exception {
        try (var broker = new Mosquitto(folder);
                var publishers = open(broker, PLAIN)) {
            publishers.status(State.READY, "");
            assertThat(broker.received(STATUS, 1)).first().asString().contains("\"ready\"");
            broker.kill();
            Files.delete(folder.resolve("mosquitto.db"));
            broker.start();

            assertThat(broker.received(STATUS, 1)).first().asString().contains("\"ready\"");
        }
    }

    @Test
    void aBrokerSignedByAnotherAuthorityIsNotTrustedAndThatIsSaidOnce() throws Exception {
        try (var broker = Mosquitto.withMutualTls(folder);
                var log = new Logged(MqttPublisher.class)) {
            Mosquitto.authority(folder, "other");
            var wrong = new HashMap<>(certificates());
            wrong.put("ca", folder.resolve("other.crt").toString());
            try (var publishers = open(broker, wrong)) {
                publishers.observed(Seen.observation(1, "dog"), 0);
                // The TLS library tells of a failed handshake after 10 to 30 s only, so that nobody learns from the
                // time.
                await().atMost(ofSeconds(40)).until(() -> !log.lines().isEmpty());
                assertThat(log.lines())
                        .hasSize(1)
                        .first()
                        .asString()
                        .contains("do not trust each other")
                        .contains("publish.mqtt.ca");
                assertThat(publishers.delivery()).isEqualTo(new Delivery(0, 0, 1));
            }
        }
    }

    @Test
    void aCameraWhoseCertificateTheBrokerDoesNotKnowIsToldSoOnce() throws Exception {
        try (var broker = Mosquitto.withMutualTls(folder);
                var log = new Logged(MqttPublisher.class)) {
            Mosquitto.authority(folder, "other");
            Mosquitto.certificate(folder, "other", "stranger", "stranger");
            var wrong = new HashMap<>(certificates());
            wrong.put("certificate", folder.resolve("stranger.crt").toString());
            wrong.put("privateKey", folder.resolve("stranger.key").toString());
            try (var publishers = open(broker, wrong)) {
                publishers.observed(Seen.observation(1, "dog"), 0);
                await().until(() -> !log.lines().isEmpty());
                long attempts = attempts(broker);

                await().until(() -> attempts(broker) >= attempts + 2);
                assertThat(log.lines()).hasSize(1).first().asString().contains("publish.mqtt.certificate");
            }
        }
    }

    @Test
    void resultsTheBrokerDoesNotAllowAreKeptAndThatIsSaidOnce() throws Exception {
        var rights =
                Files.writeString(folder.resolve("acl"), "topic read edgelens/#\ntopic write edgelens/door/status\n");
        try (var broker = new Mosquitto(folder, "acl_file " + rights);
                var log = new Logged(Courier.class);
                var publishers = open(broker, PLAIN)) {
            publishers.observed(Seen.observation(1, "dog"), 0);

            await().until(() -> !log.lines().isEmpty());
            assertThat(log.lines())
                    .containsExactly("this client may not publish to " + RESULTS
                            + ": the broker's policy must allow iot:Publish there");
            assertThat(publishers.delivery()).isEqualTo(new Delivery(0, 0, 1));
        }
    }

    @Test
    void aWrongPasswordIsNamedButNeverLogged() throws Exception {
        var secret = Files.writeString(folder.resolve("secret"), "open sesame\n");
        Files.writeString(folder.resolve("passwords"), "");
        try (var broker =
                        new Mosquitto(folder, "allow_anonymous false", "password_file " + folder.resolve("passwords"));
                var log = new Logged(MqttPublisher.class);
                var publishers =
                        open(broker, Map.of("tls", "off", "username", "door", "passwordFile", secret.toString()))) {
            publishers.observed(Seen.observation(1, "dog"), 0);

            await().until(() -> !log.lines().isEmpty());
            assertThat(log.lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("does not")
                    .doesNotContain("sesame");
        }
    }

    @Test
    void whoComesWithTheSameClientIdIsNamed() throws Exception {
        try (var broker = new Mosquitto(folder);
                var log = new Logged(MqttPublisher.class);
                var first = open(broker, PLAIN)) {
            first.status(State.READY, "");
            assertThat(broker.received(STATUS, 1)).hasSize(1);

            try (var second = open(broker, PLAIN)) {
                second.status(State.READY, "");
                await().until(() -> !log.lines().isEmpty());
            }
            // MQTT 5 brokers may say so themselves; Mosquitto 2.0 just hangs up.
            assertThat(log.lines().get(0)).contains("another client").contains("'door-camera'");
        }
    }

    @Test
    void aKeyThatFitsNoCertificateIsAMistakeInTheConfiguration() throws Exception {
        try (var broker = Mosquitto.withMutualTls(folder)) {
            var wrong = new HashMap<>(certificates());
            wrong.put("privateKey", folder.resolve("broker.key").toString());

            assertThatThrownBy(() -> open(broker, wrong))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("publish.mqtt.certificate");
        }
    }

    @Test
    void closingTakesNoLongerThanPromisedWhenNobodyIsThere() throws Exception {
        try (var broker = new Mosquitto(folder)) {
            broker.kill();
            long before;
            try (var publishers = open(broker, PLAIN)) {
                publishers.observed(Seen.observation(1, "dog"), 0);
                before = System.nanoTime();
            }
            assertThat(System.nanoTime() - before).isLessThan(ofSeconds(2).toNanos());
        }
    }

    private static long attempts(Mosquitto broker) throws IOException {
        return Files.readAllLines(broker.log()).stream()
                .filter(line -> line.contains("error") || line.contains("New connection"))
                .count();
    }

    private Map<String, String> certificates() {
        return Map.of(
                "ca", folder.resolve("ca.crt").toString(),
                "certificate", folder.resolve("camera.crt").toString(),
                "privateKey", folder.resolve("camera.key").toString());
    }

    private String[] tls() {
        return new String[] {
            "--cafile", folder.resolve("ca.crt").toString(),
            "--cert", folder.resolve("camera.crt").toString(),
            "--key", folder.resolve("camera.key").toString()
        };
    }

    private static Publishers open(Mosquitto broker, Map<String, String> options) {
        return Publishers.open(opening(broker.port(), options));
    }

    private static Opening opening(int port, Map<String, String> options) {
        var mqtt = new HashMap<String, Object>(options);
        mqtt.put("endpoint", "localhost");
        mqtt.put("port", port);
        var settings = Section.read(
                Map.of("publish", Map.of("to", "mqtt", "every", "frame", "mqtt", mqtt)),
                root -> root.section("publish", section -> PublishSettings.from(section, new Host(false, "door"))));
        return new Opening(settings, "door", 2, Optional.empty(), new Ticking(), OutputStream.nullOutputStream());
    }

    private static List<String> jsons(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(number -> Seen.json(number, "dog"))
                .toList();
    }
}
