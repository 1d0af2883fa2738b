package io.edgelens.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import io.edgelens.testing.Background;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An HTTP camera on a bare socket, so that a test decides every byte. Answers each connection on a thread of its own. */
final class FakeCamera implements AutoCloseable {

    @FunctionalInterface
    interface Answer {
        void to(Exchange exchange) throws IOException, InterruptedException;
    }

    private final Semaphore steps = new Semaphore(0);
    private final AtomicInteger busy = new AtomicInteger();
    private volatile Answer answer = exchange -> exchange.head(500);
    private @Nullable ServerSocket server;
    private int port;

    void start() throws IOException {
        var listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server = listening;
        port = listening.getLocalPort();
        Background.start(() -> {
            while (true) {
                var socket = listening.accept();
                busy.incrementAndGet();
                Background.start(() -> serve(socket));
            }
        });
    }

    private @Nullable Void serve(Socket socket) throws Exception {
        try (socket) {
            answer.to(new Exchange(socket));
        } finally {
            busy.decrementAndGet();
        }
        return null;
    }

    void answers(Answer with) {
        answer = with;
    }

    /** Lets one {@link Exchange#awaitGo} return. */
    void go() {
        steps.release();
    }

    void awaitIdle() {
        await().until(() -> busy.get() == 0);
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    String url(String path) {
        return url("", path);
    }

    String url(String userInfo, String path) {
        return "http://" + userInfo + host() + path;
    }

    @Override
    public void close() {
        try {
            Objects.requireNonNull(server).close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One request and what is answered to it. */
    final class Exchange {

        private final OutputStream out;
        private final Map<String, String> headers = new HashMap<>();
        private final String path;

        private Exchange(Socket socket) throws IOException {
            out = socket.getOutputStream();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            path = String.valueOf(in.readLine()).split(" ", -1)[1];
            for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                var parts = line.split(": ", 2);
                headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
            }
        }

        String path() {
            return path;
        }

        @Nullable
        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        void head(int status, String... lines) throws IOException {
            send(("HTTP/1.1 " + status + " so\r\n" + String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n")
                    .getBytes(ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        void chunk(byte[] bytes) throws IOException {
            send(JpegStreamTest.join(
                    (Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1),
                    bytes,
                    "\r\n".getBytes(ISO_8859_1)));
        }

        /** Waits for the test, at most as long as the test itself may last. */
        void awaitGo() throws InterruptedException {
            if (!steps.tryAcquire(30, TimeUnit.SECONDS)) {
                throw new InterruptedException("nobody said go");
            }
        }
    }
}
