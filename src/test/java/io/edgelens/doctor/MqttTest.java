package io.edgelens.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgelens.doctor.Finding.Mark;
import io.edgelens.flow.Clock;
import io.edgelens.testing.Background;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates made by OpenSSL, and a server that greets over TLS as a broker does. */
@Timeout(60)
class MqttTest {

    private static final char[] NO_PASSWORD = {};
    /** What PKCS #8 puts before an RSA key of 2048 bits. */
    private static final int PKCS8_HEADER = 26;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "OpenSSL is not installed");
        make("broker", "rsa:2048", "IP:127.0.0.1");
        make("elsewhere", "rsa:2048", "DNS:elsewhere");
        make("camera", "rsa:2048", "DNS:camera");
        make("curve", "ec:" + made("ecparam", "-name", "prime256v1", "-out", file("curve.pem")), "DNS:curve");
        var key = Pem.key(file("camera.key"), "RSA").orElseThrow().getEncoded();
        var bare = Arrays.copyOfRange(key, PKCS8_HEADER, key.length);
        Files.writeString(
                folder.resolve("camera.rsa"),
                "-----BEGIN RSA PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(bare)
                        + "\n-----END RSA PRIVATE KEY-----\n");
    }

    /** Good for a hundred days. */
    private static void make(String name, String key, String alternative) throws Exception {
        made(
                "req",
                "-x509",
                "-nodes",
                "-days",
                "100",
                "-newkey",
                key,
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=" + alternative,
                "-keyout",
                file(name + ".key"),
                "-out",
                file(name + ".crt"));
    }

    /** Runs OpenSSL and returns the last of its arguments, a file. */
    private static String made(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return arguments[arguments.length - 1];
    }

    @Test
    void aCertificateWithItsKeyIsGood() throws Exception {
        assertThat(certificate("camera.crt", "camera.key").text()).endsWith(", and the private key fits");
        assertThat(certificate("camera.crt", "camera.rsa").text())
                .as("as AWS IoT Core hands it out")
                .endsWith(", and the private key fits");
        assertThat(certificate("curve.crt", "curve.key").mark()).isEqualTo(Mark.GOOD);
    }

    @Test
    void anotherKeyIsTold() throws Exception {
        var finding = certificate("camera.crt", "broker.key");

        assertThat(finding.mark()).isEqualTo(Mark.BAD);
        assertThat(finding.text()).isEqualTo(file("broker.key") + " is not the private key of " + file("camera.crt"));
    }

    @Test
    void aCertificateIsToldThatHasExpiredOrSoonWillOrIsNotValidYet() throws Exception {
        assertThat(certificate("camera.crt", "camera.key", 95).mark()).isEqualTo(Mark.HINT);
        assertThat(certificate("camera.crt", "camera.key", 101).text())
                .startsWith(file("camera.crt") + " is not valid today");
        assertThat(certificate("camera.crt", "camera.key", -2).mark()).isEqualTo(Mark.BAD);
    }

    @Test
    void aDamagedCertificateIsTold() throws Exception {
        Files.writeString(
                folder.resolve("damaged.crt"), "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n");

        assertThat(certificate("damaged.crt", "camera.key").text()).endsWith("holds no certificate that can be read");
    }

    private static Finding certificate(String certificate, String key) throws Exception {
        return certificate(certificate, key, 0);
    }

    /** As it is {@code days} from now. */
    private static Finding certificate(String certificate, String key, int days) throws Exception {
        var then = new Clock() {
            @Override
            public Instant now() {
                return Instant.now().plus(Duration.ofDays(days));
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
        var subject = mqtt(8883, Map.of("certificate", file(certificate), "privateKey", file(key)));
        return new MqttCertificate(subject, then).look();
    }

    @Test
    void aBrokerThatTrustsUsIsGood() throws Exception {
        try (var server = broker("broker")) {
            var client = greet(server);
            var finding = broker(
                    server,
                    Map.of(
                            "ca",
                            file("broker.crt"),
                            "certificate",
                            file("camera.crt"),
                            "privateKey",
                            file("camera.rsa")));

            assertThat(finding.mark()).as(finding.text()).isEqualTo(Mark.GOOD);
            assertThat(client.result()).as("what it heard after the handshake").isEqualTo(-1);
        }
    }

    @Test
    void aBrokerThatDoesNotKnowTheCertificateIsTold() throws Exception {
        try (var server = broker("broker")) {
            greet(server);
            var finding = broker(
                    server,
                    Map.of(
                            "ca",
                            file("broker.crt"),
                            "certificate",
                            file("curve.crt"),
                            "privateKey",
                            file("curve.key")));

            assertThat(finding.mark()).as(finding.text()).isEqualTo(Mark.BAD);
        }
    }

    @Test
    void aBrokerOfAnotherAuthorityIsTold() throws Exception {
        try (var server = broker("broker")) {
            greet(server);
            var finding = broker(
                    server,
                    Map.of(
                            "ca", file("curve.crt"),
                            "certificate", file("camera.crt"),
                            "privateKey", file("camera.key")));

            assertThat(finding.text()).contains("do not trust each other");
            assertThat(finding.remedies().get(0)).startsWith("openssl s_client -connect 127.0.0.1:");
        }
    }

    @Test
    void aBrokerOfAnotherNameIsTold() throws Exception {
        try (var server = broker("elsewhere")) {
            greet(server);
            var finding = broker(
                    server,
                    Map.of(
                            "ca", file("elsewhere.crt"),
                            "certificate", file("camera.crt"),
                            "privateKey", file("camera.key")));

            assertThat(finding.text()).contains("do not trust each other");
        }
    }

    @Test
    void aBrokerThatIsNotThereIsTold() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        var finding = new MqttBroker(mqtt(free, Map.of("tls", "off"))).look();

        assertThat(finding.text()).startsWith("127.0.0.1:" + free + " cannot be reached: ");
        assertThat(finding.remedies()).containsExactly("nc -vz 127.0.0.1 " + free);
    }

    @Test
    void aBrokerWithoutTlsIsGood() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(new MqttBroker(mqtt(server.getLocalPort(), Map.of("tls", "off"))).look())
                    .isEqualTo(Finding.good("127.0.0.1:" + server.getLocalPort() + " takes connections, without TLS"));
        }
    }

    @Test
    void withoutMqttNothingIsLookedAt() throws Exception {
        var subject = Examined.with("camera", Map.of());

        assertThat(new MqttBroker(subject).look()).isEqualTo(Finding.NOTHING);
        assertThat(new MqttCertificate(subject, Clock.SYSTEM).look()).isEqualTo(Finding.NOTHING);
    }

    /** One with the certificate called {@code name} that knows the one called camera. */
    private static SSLServerSocket broker(String name) throws Exception {
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, NO_PASSWORD);
        own.setKeyEntry(
                name,
                Pem.key(file(name + ".key"), "RSA").orElseThrow(),
                NO_PASSWORD,
                Pem.certificates(file(name + ".crt")).toArray(new Certificate[0]));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);
        var known = KeyStore.getInstance("PKCS12");
        known.load(null, NO_PASSWORD);
        known.setCertificateEntry("camera", Pem.certificates(file("camera.crt")).get(0));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        var server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        return server;
    }

    /** What the next client says first. */
    private static Background<Integer> greet(SSLServerSocket server) {
        return Background.start(() -> {
            try (var client = server.accept()) {
                return client.getInputStream().read();
            }
        });
    }

    private static Finding broker(SSLServerSocket server, Map<String, Object> settings) throws Exception {
        return new MqttBroker(mqtt(server.getLocalPort(), settings)).look();
    }

    private static Subject mqtt(int port, Map<String, Object> settings) {
        var mqtt = new HashMap<String, Object>(settings);
        mqtt.put("endpoint", "127.0.0.1");
        mqtt.put("port", port);
        return Examined.with("publish", Map.of("to", List.of("mqtt"), "mqtt", mqtt));
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }
}
