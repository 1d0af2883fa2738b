package io.edgelens.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a folder with one folder of pictures per class holds: the labels in the order of the outputs, and the
 * pictures' files, class by class and by name. Nothing is decoded yet.
 */
record PictureFolder(List<String> labels, List<Item> items) {

    private static final List<String> EXTENSIONS = List.of("jpg", "jpeg", "png", "bmp", "webp", "tif", "tiff");

    /** One file and the position of its class among the labels. */
    record Item(Path file, int label) {
        String name() {
            return String.valueOf(file.getFileName());
        }
    }

    /**
     * Looks through {@code directory}.
     *
     * @param labels the classes in the order of the outputs; empty for all folders there are, alphabetically
     * @throws BadTrainingDataException if there is nothing to train from, saying in one sentence why
     */
    static PictureFolder scan(Path directory, List<String> labels) {
        if (!Files.isDirectory(directory)) {
            throw new BadTrainingDataException(
                    directory + (Files.exists(directory) ? " is not a folder" : " does not exist"));
        }
        var folders = list(directory)
                .filter(Files::isDirectory)
                .map(PictureFolder::name)
                .toList();
        var classes = labels.isEmpty() ? folders : labels;
        for (var label : classes) {
            if (!folders.contains(label)) {
                throw new BadTrainingDataException(directory + " has no folder named " + label + ", only "
                        + (folders.isEmpty() ? "files" : String.join(", ", folders)));
            }
        }
        if (classes.size() < 2) {
            throw new BadTrainingDataException(directory + " has " + (classes.isEmpty() ? "no folders" : "one folder")
                    + "; it takes one folder of pictures for each of at least two classes");
        }
        var items = new ArrayList<Item>();
        for (int label = 0; label < classes.size(); label++) {
            int position = label;
            var folder = directory.resolve(classes.get(label));
            int before = items.size();
            list(folder)
                    .filter(PictureFolder::isPicture)
                    .map(file -> new Item(file, position))
                    .forEach(items::add);
            if (items.size() == before) {
                throw new BadTrainingDataException(folder + " has no pictures (" + String.join(", ", EXTENSIONS) + ")");
            }
        }
        return new PictureFolder(List.copyOf(classes), items);
    }

    private static Stream<Path> list(Path directory) {
        try (var files = Files.list(directory)) {
            return files.filter(file -> !name(file).startsWith(".")).sorted().toList().stream();
        } catch (IOException e) {
            throw new BadTrainingDataException(directory + " cannot be read: " + e.getMessage());
        }
    }

    private static boolean isPicture(Path file) {
        var name = name(file);
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
