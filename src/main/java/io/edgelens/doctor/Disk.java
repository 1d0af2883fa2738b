package io.edgelens.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether there is room on the disks that EdgeLens and its logs lie on. */
record Disk(List<Path> folders) implements Check.Look {

    private static final long LEAST = 20;

    Disk(String... folders) {
        this(List.of(folders).stream().map(Path::of).filter(Files::exists).toList());
    }

    @Override
    public Finding look() throws IOException {
        var room = new ArrayList<String>();
        for (var folder : folders) {
            long free = Files.getFileStore(folder).getUsableSpace() / 1_000_000;
            if (free < LEAST) {
                return Finding.bad(
                        "only %d MB free for %s".formatted(free, folder.toAbsolutePath()),
                        "df -h " + folder.toAbsolutePath(),
                        "sudo du -xh --max-depth=2 / | sort -h | tail -20");
            }
            room.add("%d MB free for %s".formatted(free, folder.toAbsolutePath().normalize()));
        }
        return Finding.good(String.join(", ", room));
    }
}
