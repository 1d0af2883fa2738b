package io.edgelens.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One level of the configuration, as Greengrass, a file or the command line hands it over. Reading collects
 * problems instead of throwing, so a bad deployment reports everything that is wrong with it at once. Numbers
 * may come as numbers or as text: Greengrass sends doubles, some tools send strings.
 *
 * <p>A section also remembers what it was asked for, which is all there is to know about the settings: see
 * {@link #describe}. For one thread.
 */
public final class Section {

    /** One setting there is: where it stands, its default as JSON would have it, and what is allowed, in words. */
    public record Setting(String key, Object standard, String allowed) {}

    private final String where;
    private final Map<String, Object> unread;
    private final List<String> known = new ArrayList<>();
    private final List<String> problems;
    private final List<Setting> settings;

    private Section(String where, Map<String, ?> values, List<String> problems, List<Setting> settings) {
        this.where = where;
        this.unread = new LinkedHashMap<>(values);
        this.problems = problems;
        this.settings = settings;
    }

    /** Reads a whole configuration; throws one {@link ConfigException} that lists every problem found. */
    public static <T> T read(Map<String, ?> values, Function<Section, T> shape) {
        var problems = new ArrayList<String>();
        var section = new Section("", values, problems, new ArrayList<>());
        var result = shape.apply(section);
        section.reportUnread();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return result;
    }

    /** Every setting that {@code shape} reads, in its order, with its default. */
    public static List<Setting> describe(Function<Section, ?> shape) {
        var settings = new ArrayList<Setting>();
        var defaults = new Section("", Map.of(), new ArrayList<>(), settings);
        return defaults.described(shape.apply(defaults));
    }

    private List<Setting> described(Object defaults) {
        if (!problems.isEmpty()) {
            throw new IllegalStateException("the defaults " + defaults + " are wrong: " + problems);
        }
        return List.copyOf(settings);
    }

    /** Reads the object at {@code key}; one that is not there counts as empty. */
    public <T> T section(String key, Function<Section, T> shape) {
        var inner = new Section(at(key), mapAt(key), problems, settings);
        var result = shape.apply(inner);
        inner.reportUnread();
        return result;
    }

    private Map<String, Object> mapAt(String key) {
        var given = value(key);
        var values = new LinkedHashMap<String, Object>();
        if (given instanceof Map<?, ?> map) {
            map.forEach((k, v) -> values.put(String.valueOf(k), v));
        } else if (given != null) {
            problem(key, "must be an object, but is " + shown(given));
        }
        return values;
    }

    /** Accepts {@code key} without reading it: it is there for somebody else. */
    public void ignore(String key) {
        unread.remove(key);
    }

    public String text(String key, String standard) {
        return text(key, standard, "text", text -> Optional.empty());
    }

    /** Text that {@code fault} finds nothing wrong with; what it returns follows "camera.source ". */
    public String text(String key, String standard, String allowed, Function<String, Optional<String>> fault) {
        var given = note(key, standard, allowed);
        if (given == null) {
            return standard;
        }
        if (given instanceof Map || given instanceof List) {
            problem(key, "must be text, but is " + shown(given));
            return standard;
        }
        var text = plain(given);
        var wrong = fault.apply(text);
        wrong.ifPresent(what -> problem(key, what));
        return wrong.isPresent() ? standard : text;
    }

    /** One of {@code allowed}, exactly as written there. */
    public String oneOf(String key, String standard, List<String> allowed) {
        return text(
                key,
                standard,
                "one of " + allowed,
                text -> allowed.contains(text)
                        ? Optional.empty()
                        : Optional.of("must be one of " + allowed + ", but is " + shown(text)));
    }

    /** A list of some of {@code allowed}, each once; text counts as a list with commas between. */
    public List<String> someOf(String key, List<String> standard, List<String> allowed) {
        var given = note(key, standard, "a list of some of " + allowed);
        if (given == null) {
            return standard;
        }
        var read = new ArrayList<String>();
        var entries =
                given instanceof List<?> list ? list : List.of(plain(given).split("\\s*,\\s*", -1));
        for (int i = 0; i < entries.size(); i++) {
            var entry = plain(entries.get(i));
            if (!allowed.contains(entry)) {
                problem(key + "[" + i + "]", "must be one of " + allowed + ", but is " + shown(entry));
            } else if (!read.contains(entry)) {
                read.add(entry);
            }
        }
        return List.copyOf(read);
    }

    public int number(String key, int standard, int least, int most) {
        var allowed = "a whole number from " + least + " to " + most;
        var given = note(key, standard, allowed);
        if (given == null) {
            return standard;
        }
        var number = asNumber(given);
        if (number != null && number == Math.rint(number) && number >= least && number <= most) {
            return (int) Math.round(number);
        }
        problem(key, "must be " + allowed + ", but is " + shown(given));
        return standard;
    }

    public double decimal(String key, double standard, double least, double most) {
        var allowed = "a number from " + plain(least) + " to " + plain(most);
        var given = note(key, standard, allowed);
        if (given == null) {
            return standard;
        }
        var number = asNumber(given);
        if (number != null && number >= least && number <= most) {
            return number;
        }
        problem(key, "must be " + allowed + ", but is " + shown(given));
        return standard;
    }

    public boolean flag(String key, boolean standard) {
        var given = note(key, standard, "true or false");
        if (given == null) {
            return standard;
        }
        return switch (plain(given)) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                problem(key, "must be true or false, but is " + shown(given));
                yield standard;
            }
        };
    }

    /**
     * A time such as {@code 500ms}, {@code 1s}, {@code 5m} or {@code 1h}, or one of {@code words} with the time it stands
     * for.
     */
    public Duration duration(String key, String standard, Map<String, Duration> words) {
        var allowed = "a time such as 500ms, 1s, 5m or 1h"
                + words.keySet().stream().sorted().map(word -> ", or " + word).reduce("", String::concat);
        var given = note(key, standard, allowed);
        var read = asDuration(given == null ? standard : plain(given), words);
        if (read.isPresent()) {
            return read.get();
        }
        problem(key, "must be " + allowed + ", but is " + shown(given));
        return asDuration(standard, words).orElseThrow();
    }

    /** Adds a problem that only shows in several settings together; {@code what} follows the key's whole path. */
    public void problem(String key, String what) {
        problems.add(at(key) + " " + what);
    }

    private static Optional<Duration> asDuration(String text, Map<String, Duration> words) {
        if (words.containsKey(text)) {
            return Optional.of(words.get(text));
        }
        var parts = text.strip().split("(?<=\\d)\\s*(?=[a-z])", 2);
        if (parts.length != 2 || !parts[0].matches("\\d{1,9}")) {
            return Optional.empty();
        }
        long count = Long.parseLong(parts[0]);
        return switch (parts[1]) {
            case "ms" -> Optional.of(Duration.ofMillis(count));
            case "s" -> Optional.of(Duration.ofSeconds(count));
            case "m" -> Optional.of(Duration.ofMinutes(count));
            case "h" -> Optional.of(Duration.ofHours(count));
            default -> Optional.empty();
        };
    }

    private static @Nullable Double asNumber(Object given) {
        if (given instanceof Number n) {
            return n.doubleValue();
        }
        try {
            return given instanceof String text ? Double.valueOf(text.strip()) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private @Nullable Object note(String key, Object standard, String allowed) {
        settings.add(new Setting(at(key), standard, allowed));
        return value(key);
    }

    private @Nullable Object value(String key) {
        known.add(key);
        return unread.remove(key);
    }

    private void reportUnread() {
        unread.keySet().forEach(key -> problem(key, "is not a setting; " + advice(key)));
    }

    private String advice(String key) {
        return known.stream()
                .min(Comparator.comparingInt(k -> Spelling.distance(key, k)))
                .filter(k -> Spelling.distance(key, k) <= Math.max(2, key.length() / 3))
                .map(k -> "did you mean " + at(k) + "?")
                .orElse("here there are " + known.stream().sorted().toList());
    }

    private String at(String key) {
        return where.isEmpty() ? key : where + "." + key;
    }

    private static String shown(@Nullable Object given) {
        return given instanceof String text ? "'" + text + "'" : plain(given);
    }

    /** Greengrass sends 30 as 30.0; nobody wants to read that. */
    private static String plain(@Nullable Object given) {
        if (given instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15) {
            return String.valueOf(Math.round(d));
        }
        return String.valueOf(given);
    }
}
