package io.edgelens.source;

import static io.edgelens.source.JpegStreamTest.join;
import static io.edgelens.source.Opened.widths;
import static io.edgelens.testing.Pictures.BLUE;
import static io.edgelens.testing.Pictures.GREEN;
import static io.edgelens.testing.Pictures.RED;
import static io.edgelens.testing.Pictures.jpeg;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.edgelens.frame.BadPictureException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpStreamTest {

    private static final String MULTIPART = "multipart/x-mixed-replace; boundary=edge";

    private final byte[] red = jpeg(32, 24, RED);
    private final byte[] green = jpeg(64, 24, GREEN);
    private final byte[] blue = jpeg(96, 24, BLUE);

    private final FakeCamera camera = new FakeCamera();

    @BeforeEach
    void start() throws Exception {
        camera.start();
    }

    @AfterEach
    void stop() {
        camera.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--edge\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n",
                "--edge\r\nContent-Type: image/jpeg\r\n\r\n",
                "\r\n----edge\r\ncontent-type:image/jpeg\r\nX-Timestamp: 1.5\r\n\r\n",
                "--other\nContent-Length: 7\n\n",
                ""
            })
    void everyWayToSeparatePicturesIsUnderstood(String head) throws Exception {
        camera.answers(exchange -> {
            exchange.head(200, "Content-Type: " + MULTIPART);
            for (var picture : new byte[][] {red, green, blue}) {
                exchange.send(head.formatted(picture.length).getBytes(ISO_8859_1));
                exchange.send(picture);
                exchange.awaitGo();
            }
        });
        try (var source = Opened.source(camera.url("/video"))) {
            for (int width : new int[] {32, 64, 96}) {
                assertThat(widths(source, 1)).containsExactly(width);
                camera.go();
            }
            assertThat(source.description()).isEqualTo("MJPEG stream from " + camera.host());
        }
    }

    @Test
    void aChunkedStreamIsReadAcrossItsChunks() throws Exception {
        camera.answers(exchange -> {
            exchange.head(200, "Content-Type: " + MULTIPART, "Transfer-Encoding: chunked");
            exchange.chunk(Arrays.copyOf(red, 100));
            exchange.chunk(Arrays.copyOfRange(red, 100, red.length));
            exchange.awaitGo();
        });
        try (var source = Opened.source(camera.url("/"))) {
            assertThat(widths(source, 1)).containsExactly(32);
            camera.go();
        }
    }

    @Test
    void ofPicturesThatPiledUpTheNewestIsShown() throws Exception {
        camera.answers(exchange -> {
            exchange.head(200, "Content-Type: " + MULTIPART);
            exchange.send(join(red, green, blue));
            exchange.awaitGo();
        });
        try (var source = Opened.source(camera.url("/"))) {
            assertThat(widths(source, 1)).containsExactly(96);
            camera.go();
        }
    }

    @Test
    void aCutPictureIsBadAndTheNextOneGood() throws Exception {
        camera.answers(exchange -> {
            exchange.head(200, "Content-Type: " + MULTIPART);
            exchange.send(join(Arrays.copyOf(red, red.length - 40), "\r\n--edge\r\n\r\n".getBytes(ISO_8859_1), green));
            exchange.awaitGo();
        });
        try (var source = Opened.source(camera.url("/"))) {
            assertThatThrownBy(source::next).isInstanceOf(BadPictureException.class);
            assertThat(widths(source, 1)).containsExactly(64);
            camera.go();
        }
    }

    @Test
    void aStreamOfGarbageIsBad() throws Exception {
        camera.answers(exchange -> {
            exchange.head(200, "Content-Type: " + MULTIPART);
            while (true) {
                exchange.send(new byte[10_000]);
            }
        });
        try (var source = Opened.source(camera.url("/"))) {
            assertThatThrownBy(source::next).hasMessage("a megabyte of data without a JPEG in it");
        }
    }

    @Test
    void aStreamThatEndsIsAnOutage() throws Exception {
        camera.answers(exchange -> {
            exchange.head(200, "Content-Type: " + MULTIPART);
            exchange.send(red);
        });
        try (var source = Opened.source(camera.url("/"))) {
            assertThat(widths(source, 1)).containsExactly(32);
            assertThatThrownBy(source::next)
                    .isInstanceOf(OutageException.class)
                    .hasMessage(camera.host() + " ended the stream");
        }
    }

    @Test
    void aSilentStreamIsAnOutage() throws Exception {
        camera.answers(exchange -> {
            exchange.head(200, "Content-Type: " + MULTIPART);
            exchange.send(red);
            exchange.awaitGo();
        });
        try (var source = Opened.source(camera.url("/"))) {
            assertThat(widths(source, 1)).containsExactly(32);
            assertThatThrownBy(source::next)
                    .isInstanceOf(OutageException.class)
                    .hasMessage(camera.host() + " is silent");
            camera.go();
        }
    }

    @Test
    void aCameraThatAcceptsAndSaysNothingIsAnOutage() throws Exception {
        camera.answers(FakeCamera.Exchange::awaitGo);

        assertThatThrownBy(() -> Opened.source(camera.url("/")))
                .isInstanceOf(OutageException.class)
                .hasMessage(camera.host() + " is silent");
        camera.go();
    }

    @Test
    void aCameraThatIsOffIsAnOutage() {
        camera.close();

        assertThatThrownBy(() -> Opened.source(camera.url("/")))
                .isInstanceOf(OutageException.class)
                .hasMessage(camera.host() + " cannot be connected to");
    }

    @Test
    void aHostNobodyKnowsIsAnOutageWithoutItsSecrets() {
        assertThatThrownBy(() -> Opened.source("http://admin:secret@camera.invalid/video?token=secret"))
                .isInstanceOf(OutageException.class)
                .hasMessage("The host camera.invalid is not known");
    }

    @Test
    void aPageInsteadOfPicturesIsAnOutage() throws Exception {
        camera.answers(exchange -> {
            exchange.head(200, "Content-Type: text/html; charset=utf-8", "Content-Length: 13");
            exchange.send("<html></html>".getBytes(ISO_8859_1));
        });

        assertThatThrownBy(() -> Opened.source(camera.url("/")))
                .isInstanceOf(OutageException.class)
                .hasMessage(camera.host() + " answers with a page (text/html) instead of pictures");
    }

    @Test
    void anErrorIsAnOutageWithoutTheUrl() throws Exception {
        camera.answers(exchange -> exchange.head(404, "Content-Length: 0"));

        assertThatThrownBy(() -> Opened.source(camera.url("/video?token=secret")))
                .isInstanceOf(OutageException.class)
                .hasMessage(camera.host() + " answers with status 404 instead of pictures");
    }

    @Test
    void userAndPasswordAreGivenToTheCameraThatAsks() throws Exception {
        var expected = "Basic " + Base64.getEncoder().encodeToString("admin:p@ss w".getBytes(ISO_8859_1));
        camera.answers(exchange -> {
            if (!expected.equals(exchange.header("Authorization"))) {
                exchange.head(401, "WWW-Authenticate: Basic realm=\"camera\"", "Content-Length: 0");
            } else {
                exchange.head(200, "Content-Type: " + MULTIPART);
                exchange.send(red);
                exchange.awaitGo();
            }
        });
        try (var source = Opened.source(camera.url("admin:p%40ss%20w@", "/"))) {
            assertThat(widths(source, 1)).containsExactly(32);
            camera.go();
        }
        assertThatThrownBy(() -> Opened.source(camera.url("/")))
                .hasMessage(camera.host() + " wants a user and password");
        assertThatThrownBy(() -> Opened.source(camera.url("admin:wrong@", "/")))
                .hasMessage(camera.host() + " refuses this user and password")
                .hasMessageNotContaining("wrong@");
    }

    @Test
    void digestAuthenticationWorksToo() throws Exception {
        camera.answers(exchange -> {
            var given = exchange.header("Authorization");
            if (given == null || !given.startsWith("Digest ") || !given.contains("username=\"digest\"")) {
                exchange.head(
                        401,
                        "WWW-Authenticate: Digest realm=\"camera\", qop=\"auth\", nonce=\"4711\", algorithm=MD5",
                        "Content-Length: 0");
            } else {
                exchange.head(200, "Content-Type: " + MULTIPART);
                exchange.send(red);
                exchange.awaitGo();
            }
        });
        try (var source = Opened.source(camera.url("digest:secret@", "/"))) {
            assertThat(widths(source, 1)).containsExactly(32);
            camera.go();
        }
    }

    @Test
    void redirectsAreFollowedAndTheirCircleIsNot() throws Exception {
        camera.answers(exchange -> {
            if (exchange.path().equals("/video")) {
                exchange.head(302, "Location: /real", "Content-Length: 0");
            } else if (exchange.path().equals("/real")) {
                exchange.head(200, "Content-Type: " + MULTIPART);
                exchange.send(red);
                exchange.awaitGo();
            } else {
                exchange.head(302, "Location: /circle", "Content-Length: 0");
            }
        });
        try (var source = Opened.source(camera.url("/video"))) {
            assertThat(widths(source, 1)).containsExactly(32);
            camera.go();
        }
        assertThatThrownBy(() -> Opened.source(camera.url("/circle")))
                .hasMessage(camera.host() + " redirects in a circle");
    }

    @Test
    void aCameraOfSinglePicturesIsAskedForEachFrame() throws Exception {
        var asked = new AtomicInteger();
        camera.answers(exchange -> {
            var picture = asked.incrementAndGet() == 1 ? red : green;
            exchange.head(200, "Content-Type: image/jpeg", "Content-Length: " + picture.length);
            exchange.send(picture);
        });
        try (var source = Opened.source(camera.url("/snapshot.jpg"))) {
            assertThat(widths(source, 3)).containsExactly(32, 64, 64);
            assertThat(asked).hasValue(3);
            assertThat(source.description()).isEqualTo("JPEG pictures from " + camera.host());
        }
    }

    @Test
    void aCertificateNobodyVouchesForIsAnOutage(@TempDir Path folder) throws Exception {
        var keys = folder.resolve("keys.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        assumeTrue(Files.isExecutable(Path.of(keytool)), "there is no keytool here");
        assertThat(new ProcessBuilder(
                                keytool,
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=camera",
                                "-storepass",
                                "secret",
                                "-keystore",
                                keys.toString())
                        .start()
                        .waitFor())
                .isZero();
        var store = KeyStore.getInstance(keys.toFile(), "secret".toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, "secret".toCharArray());
        var tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.start();
        try {
            var host = "127.0.0.1:" + server.getAddress().getPort();
            assertThatThrownBy(() -> Opened.source("https://" + host + "/"))
                    .isInstanceOf(OutageException.class)
                    .hasMessage(host + " has no TLS certificate that this machine trusts, or none for this name");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void reconnectingLeavesNoDescriptorOpen() throws Exception {
        camera.answers(exchange -> {
            exchange.head(200, "Content-Type: " + MULTIPART, "Transfer-Encoding: chunked");
            exchange.chunk(red);
            exchange.chunk(Arrays.copyOf(green, 50));
        });
        Opened.source(camera.url("/")).close();
        camera.awaitIdle();
        int before = Opened.descriptors();
        for (int i = 0; i < 50; i++) {
            try (var source = Opened.source(camera.url("/"))) {
                assertThat(widths(source, 1)).containsExactly(32);
            }
        }
        camera.awaitIdle();
        assertThat(Opened.descriptors()).isLessThanOrEqualTo(before);
    }
}
