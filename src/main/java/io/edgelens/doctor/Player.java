package io.edgelens.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the machine can show what is in the FIFO; one without a screen need not.
 *
 * @param path where programs are looked for, with colons between
 */
record Player(@Nullable String path) implements Check.Look {

    @Override
    public Finding look() {
        return Stream.of((path == null ? "" : path).split(":"))
                .map(folder -> Path.of(folder, "mplayer"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(mplayer -> Finding.good(mplayer.toString()))
                .orElseGet(() -> Finding.hint(
                        "no mplayer, which shows the pictures on this machine", "sudo apt-get install mplayer"));
    }
}
