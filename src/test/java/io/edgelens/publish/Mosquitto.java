package io.edgelens.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real broker on a free port of this machine, with certificates of its own. Keeps what it has for subscribers over
 * {@link #kill} and {@link #start}. Tests that ask for one where Mosquitto is not installed are skipped.
 */
final class Mosquitto implements AutoCloseable {

    private static final Path BROKER = Path.of("/usr/sbin/mosquitto");
    private static final Path SUBSCRIBER = Path.of("/usr/bin/mosquitto_sub");
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");

    private final Path folder;
    private final int port;
    private final List<Process> subscribers = new ArrayList<>();
    private @Nullable Process broker;

    /** Makes a broker that listens to everybody, without TLS; {@code options} are lines of its configuration. */
    Mosquitto(Path folder, String... options) throws IOException {
        assumeTrue(Files.isExecutable(BROKER), "Mosquitto is not installed (apt-get install mosquitto)");
        assumeTrue(Files.isExecutable(SUBSCRIBER), "its clients are not installed (apt-get install mosquitto-clients)");
        this.folder = folder;
        this.port = freePort();
        var lines = new ArrayList<String>();
        lines.add("listener " + port + " localhost");
        lines.add("user " + System.getProperty("user.name"));
        lines.add("max_queued_messages 0");
        lines.add("persistence true");
        lines.add("persistence_location " + folder + "/");
        lines.add("autosave_on_changes true");
        lines.add("autosave_interval 1");
        lines.addAll(List.of(options));
        if (!String.join("\n", lines).contains("allow_anonymous")) {
            lines.add("allow_anonymous true");
        }
        Files.write(folder.resolve("mosquitto.conf"), lines);
        start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A broker that lets in only clients whose certificate its authority has signed. */
    static Mosquitto withMutualTls(Path folder, String... options) throws IOException {
        authority(folder, "ca");
        certificate(folder, "ca", "broker", "localhost");
        certificate(folder, "ca", "camera", "camera-1");
        var lines = new ArrayList<>(List.of(
                "cafile " + folder.resolve("ca.crt"),
                "certfile " + folder.resolve("broker.crt"),
                "keyfile " + folder.resolve("broker.key"),
                "require_certificate true"));
        lines.addAll(List.of(options));
        return new Mosquitto(folder, lines.toArray(String[]::new));
    }

    static void authority(Path folder, String name) {
        assumeTrue(Files.isExecutable(OPENSSL), "OpenSSL is not installed");
        run(
                folder,
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".crt");
    }

    static void certificate(Path folder, String authority, String name, String host) {
        run(
                folder,
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + host,
                "-addext",
                "subjectAltName=DNS:" + host,
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-CA",
                authority + ".crt",
                "-CAkey",
                authority + ".key",
                "-keyout",
                name + ".key",
                "-out",
                name + ".crt");
    }

    private static void run(Path folder, String... arguments) {
        var command = new ArrayList<>(List.of(OPENSSL.toString()));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    /** Starts it, again after {@link #kill}, and waits until it listens. */
    void start() {
        try {
            broker = new ProcessBuilder(
                            BROKER.toString(),
                            "-c",
                            folder.resolve("mosquitto.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().until(this::listens);
    }

    Path log() {
        return folder.resolve("mosquitto.log");
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it at once, as {@code kill -9} does. */
    void kill() {
        var running = broker;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /** Has everything below {@code topic} kept for {@link #received}, from now on. */
    void keep(String topic, String... options) throws IOException, InterruptedException {
        var process = subscriber(topic, options, "-E");
        if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(
                    "mosquitto_sub: " + new String(process.getInputStream().readAllBytes(), UTF_8));
        }
        // The subscription must be in the file before the broker may be killed.
        await().until(() -> Files.exists(folder.resolve("mosquitto.db")));
    }

    /** What was kept, {@code count} messages at most and at least one, as lines of topic, retain flag and payload. */
    List<String> received(String topic, int count, String... options) throws IOException, InterruptedException {
        var process = subscriber(topic, options, "-C", String.valueOf(count), "-W", "10", "-F", "%t %r %p");
        var lines = process.inputReader(UTF_8).lines().toList();
        process.waitFor();
        return lines;
    }

    private Process subscriber(String topic, String[] options, String... more) throws IOException {
        var command = new ArrayList<>(List.of(
                SUBSCRIBER.toString(),
                "-h",
                "localhost",
                "-p",
                String.valueOf(port),
                "-t",
                topic,
                "-q",
                "1",
                "-c",
                "-i",
                "watcher"));
        command.addAll(List.of(options));
        command.addAll(List.of(more));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        subscribers.add(process);
        return process;
    }

    @Override
    public void close() {
        subscribers.forEach(subscriber -> subscriber.destroyForcibly().onExit().join());
        kill();
    }
}
