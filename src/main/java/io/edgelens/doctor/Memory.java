package io.edgelens.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether there is room to run.
 *
 * @param table as {@code /proc/meminfo}
 */
record Memory(Path table) implements Check.Look {

    /** What the loop with a small model takes, and what it takes with a large one. */
    private static final long LEAST = 250;

    private static final long PLENTY = 500;

    static Memory ofThisMachine() {
        return new Memory(Path.of("/proc/meminfo"));
    }

    @Override
    public Finding look() throws IOException {
        long free = megabytes("MemAvailable:");
        var text = "%d MB of %d available".formatted(free, megabytes("MemTotal:"));
        if (free < LEAST) {
            return Finding.bad(text + ", but EdgeLens needs " + LEAST, "ps -eo rss,pid,comm --sort=-rss | head");
        }
        return free < PLENTY
                ? Finding.hint(text + ", which is little for a large model", "ps -eo rss,pid,comm --sort=-rss | head")
                : Finding.good(text);
    }

    private long megabytes(String name) throws IOException {
        return Files.readAllLines(table).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
