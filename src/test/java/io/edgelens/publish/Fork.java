package io.edgelens.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own, with the classes and libraries of this one. */
final class Fork {

    private Fork() {}

    /** Runs the {@code main} of {@code type}; its errors come out here. */
    static Process of(Class<?> type, String... arguments) throws IOException {
        return with(List.of(), type, arguments);
    }

    /** The same with {@code options} for the virtual machine. */
    static Process with(List<String> options, Class<?> type, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.library.path=" + System.getProperty("java.library.path"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(options);
        command.add(type.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
