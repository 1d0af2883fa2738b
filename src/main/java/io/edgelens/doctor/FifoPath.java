package io.edgelens.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whether the pictures' FIFO is there, or can be made. Makes nothing. */
record FifoPath(Subject subject) implements Check.Look {

    @Override
    public Finding look() throws IOException {
        var path = subject.display().fifo().toAbsolutePath();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return there(path);
        }
        var folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return Finding.bad("there is no folder " + folder + " for " + path, "sudo mkdir -p " + folder);
        }
        return Files.isWritable(folder)
                ? Finding.good(path + " can be made")
                : Finding.bad("this user may make nothing in " + folder, elsewhere());
    }

    private Finding there(Path path) throws IOException {
        if (!isFifo(path)) {
            return Finding.bad(path + " is there, but is not a FIFO", "ls -l " + path, elsewhere());
        }
        return Files.isWritable(path)
                ? Finding.good(path + " is there")
                : Finding.bad(
                        path + " belongs to " + Files.getOwner(path) + ", and this user may not write to it",
                        "sudo rm " + path);
    }

    private String elsewhere() {
        return subject.command() + " run -s display.fifo=/tmp/edgelens.mjpeg";
    }

    /** The file type in {@code st_mode}, as stat(2) has it. */
    private static boolean isFifo(Path path) throws IOException {
        return ((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0170000) == 0010000;
    }
}
