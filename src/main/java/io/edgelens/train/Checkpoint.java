package io.edgelens.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a run stands, on disk. Written beside the old one and then put in its place, so that there is always a whole
 * one, whatever happens meanwhile.
 *
 * @param network what {@link Network#snapshot} gave
 * @param epoch how many epochs are done
 * @param seconds how long they took
 */
record Checkpoint(Map<String, Tensor> network, int epoch, double seconds) {

    private static final String STATE = "state";

    /** @throws IOException if the file cannot be read, or is no checkpoint */
    static Checkpoint read(Path file) throws IOException {
        var tensors = ParamsFile.read(file);
        var state = tensors.get(STATE);
        if (state == null || state.data().length < 2) {
            throw new IOException(file + " is no checkpoint");
        }
        return new Checkpoint(tensors, (int) state.data()[0], state.data()[1]);
    }

    void write(Path file) throws IOException {
        var tensors = new LinkedHashMap<>(network);
        tensors.put(STATE, Tensor.vector(epoch, (float) seconds));
        var beside = file.resolveSibling(file.getFileName() + ".new");
        ParamsFile.write(beside, tensors);
        try (var channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
