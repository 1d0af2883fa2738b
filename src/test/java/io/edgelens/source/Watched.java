package io.edgelens.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgelens.testing.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** A {@link Watch} running in a JVM of its own, and what it has said so far. */
final class Watched implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    /** Lines before this have been asked for. */
    private int at;

    Watched(ProcessBuilder started) throws IOException {
        process = started.redirectErrorStream(true).start();
        Background.start(() -> {
            try (var out = process.inputReader()) {
                for (var line = out.readLine(); line != null; line = out.readLine()) {
                    add(line);
                }
            }
            return lines.size();
        });
    }

    private synchronized void add(String line) {
        lines.add(line);
    }

    private synchronized String found(Pattern pattern) {
        for (int i = at; i < lines.size(); i++) {
            if (pattern.matcher(lines.get(i)).find()) {
                at = i + 1;
                return lines.get(i);
            }
        }
        return "";
    }

    /** Waits for the next line, after the last one asked for, in which {@code regex} is found, and returns it. */
    String awaitLine(String regex) {
        var pattern = Pattern.compile(regex);
        var line = new String[] {""};
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
                boolean over = !process.isAlive();
                line[0] = found(pattern);
                return over || !line[0].isEmpty();
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not said: " + regex + "; said: " + tail(), e);
        }
        assertThat(line[0])
                .as("it has ended without %s; it said %s", regex, tail())
                .isNotEmpty();
        return line[0];
    }

    private synchronized List<String> tail() {
        return List.copyOf(lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    /** From now on only what has not been said yet counts. */
    synchronized void forget() {
        at = lines.size();
    }

    synchronized List<String> said() {
        return List.copyOf(lines);
    }

    /** When a line was said, in milliseconds since its program began. */
    static long millis(String line) {
        return Long.parseLong(line.substring(1, line.indexOf(' ')));
    }

    /** Ends it as a service manager would not: by closing its input. Returns its last line. */
    String end() throws IOException {
        process.getOutputStream().close();
        return awaitLine("CLOSED");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
