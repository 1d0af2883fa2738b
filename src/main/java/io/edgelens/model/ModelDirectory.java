package io.edgelens.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A model as DJL Serving lays it out: {@code serving.properties}, {@code synset.txt} with one label a line, and the
 * engines' files. Read and checked here; nothing native is touched.
 *
 * @param name what the engines' files are called: {@code NAME-symbol.json}, {@code NAME.onnx}
 * @param labels in the order of the network's outputs
 */
public record ModelDirectory(Path path, String name, Properties properties, List<String> labels) {

    private static final String PROPERTIES = "serving.properties";
    private static final String SYNSET = "synset.txt";

    /** Reads the directory at {@code path}. */
    public static ModelDirectory read(Path path) throws BadModelException {
        if (!Files.isDirectory(path)) {
            throw new BadModelException("model.path must be a model directory, but %s %s"
                    .formatted(path, Files.exists(path) ? "is a file" : "does not exist"));
        }
        var properties = properties(path.resolve(PROPERTIES));
        var labels = lines(path.resolve(SYNSET));
        if (labels.isEmpty()) {
            throw new BadModelException(path.resolve(SYNSET) + " has no labels; write one a line, in the order of the"
                    + " network's outputs");
        }
        var name = properties.getProperty("option.modelName");
        return new ModelDirectory(path, name == null ? onlyModelIn(path) : name.strip(), properties, labels);
    }

    private static Properties properties(Path file) throws BadModelException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(file, e);
        }
    }

    private static List<String> lines(Path file) throws BadModelException {
        try (var lines = Files.lines(file)) {
            return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(file, e);
        }
    }

    private static BadModelException unreadable(Path file, Exception e) {
        if (!Files.exists(file)) {
            return new BadModelException(
                    file + " is missing; a model directory needs serving.properties, synset.txt and"
                            + " the engine's files");
        }
        var text = e instanceof MalformedInputException || e.getCause() instanceof MalformedInputException;
        return new BadModelException(file + (text ? " is not UTF-8 text" : " cannot be read: " + e.getMessage()), e);
    }

    private static String onlyModelIn(Path path) throws BadModelException {
        try (var files = Files.list(path)) {
            var names = files.map(file -> file.getFileName().toString())
                    .flatMap(file -> Engines.modelNameOf(file).stream())
                    .distinct()
                    .toList();
            if (names.size() == 1) {
                return names.get(0);
            }
            throw new BadModelException("%s must say option.modelName=NAME: %s"
                    .formatted(
                            path.resolve(PROPERTIES),
                            names.isEmpty() ? "there is no model beside it" : "there are several, " + names));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** The model's file whose name ends in {@code ending}. */
    Path file(String ending) {
        return path.resolve(name + ending);
    }

    /** The value of {@code key}, stripped, or {@code standard} where there is none. */
    public String property(String key, String standard) {
        return Optional.ofNullable(properties.getProperty(key))
                .map(String::strip)
                .orElse(standard);
    }

    /** The value of {@code key} as a whole number from 1 to {@code most}. */
    public int number(String key, int standard, int most) throws BadModelException {
        var text = property(key, String.valueOf(standard));
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new BadModelException("%s: %s must be a whole number from 1 to %d, but is '%s'"
                .formatted(path.resolve(PROPERTIES), key, most, text));
    }

    /** The value of {@code key} as true or false. */
    public boolean flag(String key, boolean standard) throws BadModelException {
        var text = property(key, String.valueOf(standard));
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new BadModelException(
                        "%s: %s must be true or false, but is '%s'".formatted(path.resolve(PROPERTIES), key, text));
        };
    }

    /** What {@code serving.properties} says, or else the directory's name where that looks like a version. */
    public String version() {
        var directory = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        return property("option.modelVersion", directory.matches("\\d+(\\.\\d+)*.*") ? directory : "");
    }

    /** The SHA-256 of one of the model's files, in hexadecimal. */
    String sha256(Path file) throws BadModelException {
        try (var in = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
