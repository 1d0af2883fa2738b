package io.edgelens.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgelens.config.ConfigException;
import io.edgelens.config.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishSettingsTest {

    private static final Host GREENGRASS = new Host(true, "door");
    private static final Host LAPTOP = new Host(false, "door");

    @Test
    void withoutSettingsResultsGoToTheNucleusOncePerSecond() {
        var settings = read(Map.of(), GREENGRASS);

        assertThat(settings.to()).containsExactly("greengrass");
        assertThat(settings.topic()).isEqualTo("edgelens/door/infer");
        assertThat(settings.statusTopic()).isEqualTo("edgelens/door/status");
        assertThat(settings.format()).isEqualTo("topk");
        assertThat(settings.every()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.onChange()).isTrue();
        assertThat(settings.qos()).isEqualTo(1);
    }

    @Test
    void outsideGreengrassTheyGoToTheConsole() {
        assertThat(read(Map.of(), LAPTOP).to()).containsExactly("console");
    }

    @Test
    void everyFrameIsAWordForNoIntervalAtAll() {
        assertThat(read(Map.of("every", "frame"), LAPTOP).every()).isEqualTo(Duration.ZERO);
    }

    @Test
    void theNucleusTellsWhoAndWhereWeAre() {
        var host = Host.of(Map.of(
                "AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT",
                "/run/ipc.socket",
                "AWS_IOT_THING_NAME",
                "door"));

        assertThat(host).isEqualTo(GREENGRASS);
    }

    @Test
    void withoutAThingTheMachinesNameStandsInAsOneLevelOfATopic() {
        var host = Host.of(Map.of());

        assertThat(host.greengrass()).isFalse();
        assertThat(host.thingName()).isNotEmpty().doesNotContain("/", "+", "#", " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "cats/+/dogs          | must not have wildcards",
                "cats/#               | must not have wildcards",
                "a/b/c/d/e/f/g/h/i    | at most 7 slashes",
                "$SYS/cats            | must not begin with $",
                "$aws/things/door/pet | must not begin with $",
                "cats/{camera}        | there is only {thingName}",
                "cats/status          | must not end in 'status'",
                "\"\"                 | must not be empty",
            })
    void aTopicThatAwsIotCoreDoesNotTakeIsAMistake(String topic, String words) {
        assertThatThrownBy(() -> read(Map.of("topic", topic), LAPTOP))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("publish.topic ")
                .hasMessageContaining(words);
    }

    @Test
    void aTopicIsMeasuredInBytesAndWithItsPlaceholderFilledIn() {
        var host = new Host(false, "ü".repeat(121));

        assertThatThrownBy(() -> read(Map.of("topic", "edgelens/{thingName}/infer"), host))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must have at most 256 bytes, but has 257");
    }

    @Test
    void theTopicOfTheOldLambdaIsAllowedAndItsStatusStaysOutOfTheReservedTopics() {
        var settings = read(Map.of("topic", "$aws/things/{thingName}/infer"), GREENGRASS);

        assertThat(settings.topic()).isEqualTo("$aws/things/door/infer");
        assertThat(settings.statusTopic()).isEqualTo("edgelens/door/status");
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        assertThatThrownBy(() -> read(
                        Map.of(
                                "to",
                                List.of("mqtt", "greengrass"),
                                "qos",
                                2.0,
                                "mqtt",
                                Map.of("certificate", "/no/such.crt")),
                        LAPTOP))
                .isInstanceOf(ConfigException.class)
                .hasMessage("""
                        publish.to names greengrass, but EdgeLens was not started by Greengrass; use mqtt or console
                        publish.qos must be a whole number from 0 to 1, but is 2
                        publish.mqtt.certificate must be a file with a certificate in PEM, but /no/such.crt is not there
                        publish.mqtt.endpoint must name the broker's host when publish.to has mqtt""");
    }

    @Test
    void aCertificateAndItsKeyGoTogether(@TempDir Path folder) throws Exception {
        var certificate = Files.writeString(folder.resolve("a.crt"), "-----BEGIN CERTIFICATE-----");

        assertThatThrownBy(() -> mqtt(Map.of("endpoint", "broker", "certificate", certificate.toString())))
                .hasMessage("publish.mqtt.privateKey must be given too: a certificate and its private key go together");
    }

    @Test
    void aFileThatIsSomethingElseIsNamed(@TempDir Path folder) throws Exception {
        var picture = Files.writeString(folder.resolve("cat.jpg"), "meow");

        assertThatThrownBy(() -> mqtt(Map.of("endpoint", "broker", "ca", picture.toString())))
                .hasMessage("publish.mqtt.ca must be a file with certificates in PEM, but " + picture + " is none");
    }

    @Test
    void anEndpointWithItsPortIsAMistake() {
        assertThatThrownBy(() -> mqtt(Map.of("endpoint", "mqtts://broker:8883")))
                .hasMessageContaining("publish.mqtt.endpoint must be a host name without protocol and port");
    }

    @Test
    void portsDecideAboutTlsAndHowToShowWhoWeAre() {
        assertThat(mqtt(Map.of("endpoint", "broker")).secure()).isTrue();
        assertThat(mqtt(Map.of("endpoint", "broker", "port", "1883")).secure()).isFalse();
        assertThat(mqtt(Map.of("endpoint", "broker", "port", 443.0)).alpn()).contains("mqtt");
        assertThat(mqtt(Map.of("endpoint", "broker")).alpn()).isEmpty();
        assertThat(mqtt(Map.of("endpoint", "broker")).clientId()).isEqualTo("door-camera");
    }

    private static MqttSettings mqtt(Map<String, ?> values) {
        return read(Map.of("to", "mqtt", "mqtt", values), LAPTOP).mqtt();
    }

    private static PublishSettings read(Map<String, ?> values, Host host) {
        return Section.read(
                Map.of("publish", values),
                root -> root.section("publish", section -> PublishSettings.from(section, host)));
    }
}
