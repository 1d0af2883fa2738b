package io.edgelens.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What examining a network with some pictures showed.
 *
 * @param calibration before the temperature was worked into the network, and after
 * @param sources right answers and pictures, by class and by the letters that the files' names begin with
 */
record Findings(Confusion confusion, Calibration calibration, Map<String, Score> sources) {

    /** How many of some pictures were recognised. */
    record Score(int right, int total) {
        double share() {
            return total == 0 ? 0 : (double) right / total;
        }
    }

    static Findings of(
            float[] logits, Pictures pictures, int[] positions, List<String> labels, Calibration calibration) {
        var truth = new ArrayList<Integer>();
        var sources = new TreeMap<String, Score>();
        for (int i = 0; i < positions.length; i++) {
            int label = pictures.label(positions[i]);
            truth.add(label);
            boolean right = Confusion.largest(logits, i * labels.size(), labels.size()) == label;
            var source =
                    labels.get(label) + "/" + source(pictures.item(positions[i]).name());
            sources.merge(
                    source,
                    new Score(right ? 1 : 0, 1),
                    (a, b) -> new Score(a.right() + b.right(), a.total() + b.total()));
        }
        var confusion =
                Confusion.of(logits, truth.stream().mapToInt(Integer::intValue).toArray(), labels.size());
        return new Findings(confusion, calibration, sources);
    }

    /** The letters that a file's name begins with; pictures of one origin usually share them. */
    static String source(String file) {
        int end = 0;
        while (end < file.length() && Character.isLetter(file.charAt(end))) {
            end++;
        }
        return end == 0 ? "*" : file.substring(0, end) + "*";
    }

    /** Of the pictures of two classes, how many are closer to their own than to the other, 0..1. */
    static double between(float[] logits, int[] labels, int classes, int one, int other) {
        int right = 0;
        int total = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == one || labels[i] == other) {
                total++;
                int wrong = labels[i] == one ? other : one;
                right += logits[i * classes + labels[i]] > logits[i * classes + wrong] ? 1 : 0;
            }
        }
        return total == 0 ? 0 : (double) right / total;
    }
}
