package io.edgelens.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.edgelens.testing.Pictures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DownloadTest {

    private final byte[] picture = Pictures.jpeg(64, 48, Pictures.RED);
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    private Download download;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/picture.jpg", exchange -> answer(exchange, 200, picture));
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/picture.jpg");
            answer(exchange, 302, new byte[0]);
        });
        server.createContext("/huge", exchange -> answer(exchange, 200, new byte[Input.MOST_BYTES + 1]));
        server.createContext("/slow", exchange -> {
            exchange.sendResponseHeaders(200, picture.length);
            exchange.getResponseBody().write(picture, 0, 100);
            exchange.getResponseBody().flush();
            try {
                over.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.createContext("/torn", exchange -> {
            exchange.sendResponseHeaders(200, picture.length);
            exchange.getResponseBody().write(Arrays.copyOf(picture, 100));
            exchange.close();
        });
        server.start();
        download = new Download(Download.standard().client(), Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void aPictureComesAsItIs() throws Exception {
        assertThat(download.fetch(url("/picture.jpg"))).isEqualTo(picture);
    }

    @Test
    void redirectionsAreFollowed() throws Exception {
        assertThat(download.fetch(url("/moved"))).isEqualTo(picture);
    }

    @Test
    void whatTheServerRefusesIsOneSentence() {
        assertThatThrownBy(() -> download.fetch(url("/nothing"))).hasMessage("the server answers 404");
    }

    @Test
    void aBodyThatIsTooLargeIsCutOff() {
        assertThatThrownBy(() -> download.fetch(url("/huge"))).hasMessage("larger than 32 MB");
    }

    @Test
    @Timeout(6)
    void aBodyThatDoesNotComeIsGivenUp() {
        var hasty = new Download(download.client(), Duration.ofSeconds(1));

        assertThatThrownBy(() -> hasty.fetch(url("/slow"))).hasMessage("it did not come within 1 s");
    }

    @Test
    void aBrokenConnectionIsOneSentence() {
        assertThatThrownBy(() -> download.fetch(url("/torn"))).hasMessageStartingWith("the connection broke");
    }

    @Test
    void noServerAndNoHostAreToldApart() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThatThrownBy(() -> download.fetch("http://127.0.0.1:" + free + "/a.jpg"))
                .hasMessage("the server takes no connection");
        assertThatThrownBy(() -> download.fetch("http://no-such-host.invalid/a.jpg"))
                .hasMessage("there is no host of this name");
        assertThatThrownBy(() -> download.fetch("http://"))
                .hasMessage("not a whole URL such as http://host/picture.jpg");
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            // The client may have heard enough.
        }
    }
}
