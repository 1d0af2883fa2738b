package io.edgelens.classify;

import io.edgelens.frame.StillPicture;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pictures that a command line names: a file is one, a folder is all below it in the order of their names, a
 * URL is one. What cannot be one keeps its place, to be told in its turn.
 */
final class Inputs {

    private final List<Input> found = new ArrayList<>();
    private @Nullable Download download;

    private Inputs() {}

    /** Every picture, in the order given. */
    static List<Input> of(List<String> arguments) {
        var inputs = new Inputs();
        arguments.forEach(inputs::add);
        return inputs.found;
    }

    private void add(String argument) {
        if (Download.handles(argument)) {
            var shared = download();
            found.add(new Input(argument, Optional.empty(), () -> shared.fetch(argument)));
            return;
        }
        try {
            var path = Path.of(argument);
            if (!Files.isDirectory(path)) {
                found.add(new Input(argument, Optional.empty(), () -> read(path)));
                return;
            }
            int before = found.size();
            addBelow(path, Optional.empty(), List.of());
            if (found.size() == before) {
                found.add(Input.failing(argument, "there are no pictures " + StillPicture.ENDINGS + " in this folder"));
            }
        } catch (InvalidPathException e) {
            found.add(Input.failing(argument, "not a file name"));
        }
    }

    /** One for all, and none where there is no URL: it takes threads. */
    private Download download() {
        var made = download == null ? Download.standard() : download;
        download = made;
        return made;
    }

    /** @param above the real paths of the folders above: a link may lead back to one of them */
    private void addBelow(Path folder, Optional<String> truth, List<Path> above) {
        try (var entries = Files.list(folder)) {
            var real = folder.toRealPath();
            if (above.contains(real)) {
                return;
            }
            var way = new ArrayList<>(above);
            way.add(real);
            for (var entry : entries.sorted(Comparator.comparing(Inputs::name)).toList()) {
                if (Files.isDirectory(entry)) {
                    addBelow(entry, truth.or(() -> Optional.of(name(entry))), way);
                } else if (StillPicture.isNamedSo(name(entry))) {
                    found.add(new Input(entry.toString(), truth, () -> read(entry)));
                }
            }
        } catch (AccessDeniedException e) {
            found.add(Input.failing(folder.toString(), "this user may not list this folder"));
        } catch (IOException e) {
            found.add(Input.failing(folder.toString(), "this folder cannot be listed: " + e.getMessage()));
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static byte[] read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("there is no such file or folder");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("neither a file nor a folder");
        }
        if (Files.size(file) > Input.MOST_BYTES) {
            throw Input.tooLarge();
        }
        try {
            return Files.readAllBytes(file);
        } catch (AccessDeniedException e) {
            throw new IOException("this user may not read it", e);
        }
    }
}
