package io.edgelens.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The built distribution, started as its users do. */
public final class Distribution implements AutoCloseable {

    private static final Path LAUNCHER = Path.of("target/edgelens/bin/edgelens").toAbsolutePath();

    private final Process process;
    private final Path out;
    private final Path err;

    private Distribution(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code edgelens} with {@code arguments}; what it prints goes into files in {@code folder}. */
    public static Distribution start(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        var command = new ArrayList<String>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        var out = Files.createTempFile(folder, "out", ".txt");
        var err = Files.createTempFile(folder, "err", ".txt");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new Distribution(builder.start(), out, err);
    }

    public List<String> results() {
        return lines(out);
    }

    public List<String> log() {
        return lines(err);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public void awaitResults(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> results().size() >= count || !process.isAlive());
        if (results().size() < count) {
            throw new AssertionError("only " + results().size() + " results; " + log());
        }
    }

    public void awaitLog(String part) {
        await().alias(part)
                .atMost(Duration.ofSeconds(30))
                .until(() -> log().stream().anyMatch(line -> line.contains(part)));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end and returns the exit code. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("still running; " + log());
        }
        return process.exitValue();
    }

    /** Sends SIGTERM, as Greengrass does, and returns how long it took to end. */
    public Duration terminate() throws InterruptedException {
        long before = System.nanoTime();
        process.destroy();
        exitCode();
        return Duration.ofNanos(System.nanoTime() - before);
    }

    /** Sends SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** One number of {@code /proc/PID/status}: {@code VmRSS} in kB, {@code Threads}. */
    public long status(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** How many descriptors are open. */
    public long descriptors() throws IOException {
        try (var files = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            return files.count();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
