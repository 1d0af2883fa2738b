package io.edgelens.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgelens.doctor.Finding.Mark;
import io.edgelens.testing.Background;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
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

/** Certificates made with the JDK's keytool, and a server that greets over TLS as a broker does. */
@Timeout(60)
class MqttTest {

    private static final char[] PASSWORD = "edgelens".toCharArray();
    /** What PKCS #8 puts before an RSA key of 2048 bits. */
    private static final int PKCS8_HEADER = 26;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        make("broker", "RSA", "-1d", "100");
        make("camera", "RSA", "-1d", "100");
        make("curve", "EC", "-1d", "100");
        make("old", "RSA", "-20d", "10");
        make("ending", "RSA", "-1d", "10");
    }

    private static void make(String name, String algorithm, String start, String days) throws Exception {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var store = folder.resolve(name + ".p12");
        var made = new ProcessBuilder(new ArrayList<>(List.of(keytool, "-genkeypair", "-keystore", store.toString())))
                .redirectErrorStream(true);
        made.command()
                .addAll(List.of(
                        "-storepass",
                        "edgelens",
                        "-alias",
                        name,
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-startdate",
                        start));
        made.command().addAll(List.of("-validity", days, "-ext", "san=ip:127.0.0.1"));
        var process = made.start();
        var said = new String(process.getInputStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor()).as(said).isZero();
        var loaded = store(name);
        pem(name + ".crt", "CERTIFICATE", loaded.getCertificate(name).getEncoded());
        var key = loaded.getKey(name, PASSWORD).getEncoded();
        pem(name + ".key", "PRIVATE KEY", key);
        pem(name + ".rsa", "RSA PRIVATE KEY", Arrays.copyOfRange(key, PKCS8_HEADER, key.length));
    }

    private static KeyStore store(String name) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Files.readAllBytes(folder.resolve(name + ".p12"))), PASSWORD);
        return store;
    }

    private static void pem(String file, String kind, byte[] bytes) throws Exception {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
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
    void aCertificateThatHasExpiredOrSoonWillIsTold() throws Exception {
        assertThat(certificate("old.crt", "old.key").text()).startsWith(file("old.crt") + " is not valid today");
        assertThat(certificate("ending.crt", "ending.key").mark()).isEqualTo(Mark.HINT);
    }

    @Test
    void aDamagedCertificateIsTold() throws Exception {
        Files.writeString(
                folder.resolve("damaged.crt"), "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n");

        assertThat(certificate("damaged.crt", "camera.key").text()).endsWith("holds no certificate that can be read");
    }

    private static Finding certificate(String certificate, String key) throws Exception {
        return new MqttCertificate(mqtt(8883, Map.of("certificate", file(certificate), "privateKey", file(key))))
                .look();
    }

    @Test
    void aBrokerThatTrustsUsIsGood() throws Exception {
        try (var server = broker()) {
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
        try (var server = broker()) {
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
        try (var server = broker()) {
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
        assertThat(new MqttCertificate(subject).look()).isEqualTo(Finding.NOTHING);
    }

    /** One that knows the certificate called camera. */
    private static SSLServerSocket broker() throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store("broker"), PASSWORD);
        var known = KeyStore.getInstance("PKCS12");
        known.load(null, PASSWORD);
        known.setCertificateEntry("camera", store("camera").getCertificate("camera"));
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
