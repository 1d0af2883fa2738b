package io.edgelens.train;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which pictures teach and which examine, as positions among all pictures: {@code validation} is drawn at random, the
 * same share of each class and the same pictures for the same seed; {@code foreign} holds those of kept-out sources,
 * which tell how the network does on pictures of another origin than its training ones.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Split(int[] training, int[] validation, int[] foreign) {

    /**
     * Draws the split.
     *
     * @param keptOut patterns of file names ({@code pet_*}) that only examine
     */
    static Split draw(Pictures pictures, int classes, double share, List<String> keptOut, long seed) {
        var matchers = keptOut.stream()
                .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
                .toList();
        var training = new ArrayList<Integer>();
        var validation = new ArrayList<Integer>();
        var foreign = new ArrayList<Integer>();
        for (int label = 0; label < classes; label++) {
            var known = new ArrayList<Integer>();
            for (int i = 0; i < pictures.size(); i++) {
                if (pictures.label(i) == label) {
                    var name = Path.of(pictures.item(i).name());
                    boolean out = matchers.stream().anyMatch(matcher -> matcher.matches(name));
                    (out ? foreign : known).add(i);
                }
            }
            Collections.shuffle(known, new Random(seed));
            int examined = share == 0 || known.size() < 2 ? 0 : (int) Math.max(1, Math.round(known.size() * share));
            validation.addAll(known.subList(0, examined));
            training.addAll(known.subList(examined, known.size()));
        }
        return new Split(sorted(training), sorted(validation), sorted(foreign));
    }

    /** All of the pictures examine: for a folder given to validate with. */
    static int[] all(Pictures pictures) {
        var all = new int[pictures.size()];
        Arrays.setAll(all, i -> i);
        return all;
    }

    private static int[] sorted(List<Integer> positions) {
        return positions.stream().mapToInt(Integer::intValue).sorted().toArray();
    }
}
