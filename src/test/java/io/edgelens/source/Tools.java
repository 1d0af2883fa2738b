package io.edgelens.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What tests with a simulated camera start. */
final class Tools {

    private Tools() {}

    /** Whether every one of these programs is there to be called. */
    static boolean has(String... programs) {
        for (var program : programs) {
            boolean found = Pattern.compile(":")
                    .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
            if (!found) {
                return false;
            }
        }
        return true;
    }

    /** {@link Watch} with this test's own classes and libraries, and the environment that {@code bin/edgelens} sets. */
    static ProcessBuilder watch(Object... arguments) {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(watchArguments(arguments));
        var program = new ProcessBuilder(command);
        program.environment().putAll(environment());
        return program;
    }

    static List<String> watchArguments(Object... arguments) {
        var command = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.library.path=" + System.getProperty("java.library.path"),
                "-cp",
                System.getProperty("java.class.path"),
                Watch.class.getName()));
        for (var argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    static Map<String, String> environment() {
        return Map.of("OPENCV_LOG_LEVEL", "ERROR", "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2");
    }
}
