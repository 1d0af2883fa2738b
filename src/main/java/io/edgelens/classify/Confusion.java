package io.edgelens.classify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts how often what was said is what is true, class by class. For one thread. */
final class Confusion {

    private final Map<String, Map<String, Integer>> counts = new TreeMap<>();
    private final Set<String> said = new TreeSet<>();

    /** Counts one picture that shows {@code truth} and was taken for {@code answer}. */
    void count(String truth, String answer) {
        counts.computeIfAbsent(truth, any -> new TreeMap<>()).merge(answer, 1, Integer::sum);
        said.add(answer);
    }

    /** What pictures show, in the order of the names. */
    List<String> truths() {
        return List.copyOf(counts.keySet());
    }

    /** What pictures show or were taken for, in the order of the names. */
    List<String> classes() {
        var all = new TreeSet<>(counts.keySet());
        all.addAll(said);
        return new ArrayList<>(all);
    }

    /** How many pictures that show {@code truth} were taken for {@code answer}. */
    int times(String truth, String answer) {
        return row(truth).getOrDefault(answer, 0);
    }

    /** How many pictures there were. */
    int total() {
        return counts.values().stream()
                .flatMap(row -> row.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** The share of all pictures that were taken for what they show; NaN without any, as in the other shares. */
    double accuracy() {
        return share(truths().stream().mapToInt(label -> times(label, label)).sum(), total());
    }

    /** How many pictures show {@code label}. */
    int shown(String label) {
        return row(label).values().stream().mapToInt(Integer::intValue).sum();
    }

    /** What pictures that show {@code label} are most often taken for instead. */
    Optional<String> commonestMistake(String label) {
        return row(label).entrySet().stream()
                .filter(entry -> !entry.getKey().equals(label))
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    /** Of the pictures that show {@code label}, the share that was taken for it. */
    double recall(String label) {
        return share(times(label, label), shown(label));
    }

    /** Of the pictures that were taken for {@code label}, the share that shows it. */
    double precision(String label) {
        int taken = truths().stream().mapToInt(truth -> times(truth, label)).sum();
        return share(times(label, label), taken);
    }

    private Map<String, Integer> row(String truth) {
        return counts.getOrDefault(truth, Map.of());
    }

    private static double share(int part, int whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
