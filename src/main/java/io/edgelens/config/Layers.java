package io.edgelens.config;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configurations laid over each other: file, deployment, single values. A later layer wins, key by key. */
public final class Layers {

    private static final Gson GSON =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    private Layers() {}

    /** Reads one JSON object; throws a {@link ConfigException} that names the file. */
    public static Map<String, Object> file(Path path) {
        try (var reader = Files.newBufferedReader(path)) {
            if (GSON.fromJson(reader, Object.class) instanceof Map<?, ?> map) {
                return over(Map.of(), map);
            }
            throw new ConfigException(List.of(path + " must hold one JSON object"));
        } catch (IOException e) {
            throw new ConfigException(List.of(path + (Files.exists(path) ? " cannot be read" : " does not exist")));
        } catch (JsonParseException e) {
            throw new ConfigException(List.of(path + " is not JSON: " + reason(e)));
        }
    }

    private static String reason(JsonParseException e) {
        var cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    /** {@code base} with everything that {@code top} has laid over it; objects are merged, all else is replaced. */
    public static Map<String, Object> over(Map<?, ?> base, Map<?, ?> top) {
        var merged = new LinkedHashMap<String, Object>();
        base.forEach((key, value) -> merged.put(String.valueOf(key), value));
        top.forEach((key, value) -> merged.merge(
                String.valueOf(key),
                value,
                (old, given) -> old instanceof Map<?, ?> a && given instanceof Map<?, ?> b ? over(a, b) : given));
        return merged;
    }

    /** {@code base} with one value set, given as {@code camera.source=testcard}. */
    public static Map<String, Object> set(Map<String, ?> base, String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new ConfigException(List.of("'" + assignment + "' sets nothing; write it as camera.source=testcard"));
        }
        Object value = assignment.substring(equals + 1);
        var path = List.of(assignment.substring(0, equals).split("\\.", -1));
        for (int i = path.size() - 1; i >= 0; i--) {
            value = Map.of(path.get(i), value);
        }
        return over(base, (Map<?, ?>) value);
    }
}
