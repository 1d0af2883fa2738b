package io.edgelens.classify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgelens.config.ConfigException;
import io.edgelens.model.Observation;
import io.edgelens.model.Prediction;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How often the model is right about pictures that lie in folders named after what they show: accuracy, recall and
 * precision of each class, and which is taken for which. One table at the end.
 */
public final class Summary implements Results {

    /** Wider tables cannot be read; then a row names only what its class is most often taken for. */
    private static final int MOST_COLUMNS = 12;

    private final OutputStream out;
    private final Confusion confusion = new Confusion();
    private final Set<String> labels = new TreeSet<>();
    private int inNoFolder;

    /** @param out stays the caller's */
    public Summary(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin(List<Input> inputs) {
        if (inputs.stream().allMatch(input -> input.truth().isEmpty())) {
            throw new ConfigException(List.of("--summary needs a folder that has a folder of pictures for each label,"
                    + " such as pictures/cat/1.jpg and pictures/dog/1.jpg"));
        }
    }

    @Override
    public void add(Input input, Observation observation) {
        observation.predictions().stream().map(Prediction::label).forEach(labels::add);
        var said = observation.top(1).stream().map(Prediction::label).findFirst();
        input.truth().ifPresentOrElse(truth -> confusion.count(truth, said.orElse("(nothing)")), () -> inNoFolder++);
    }

    @Override
    public void end() throws IOException {
        out.write((String.join("\n", lines()) + "\n").getBytes(UTF_8));
        out.flush();
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        if (confusion.total() > 0) {
            lines.addAll(confusion.classes().size() <= MOST_COLUMNS ? matrix() : list());
            lines.add("");
            lines.add("accuracy %s, %d of %d pictures right"
                    .formatted(
                            percent(confusion.accuracy()),
                            Math.round(confusion.accuracy() * confusion.total()),
                            confusion.total()));
        } else {
            lines.add("no picture could be read");
        }
        var strange = confusion.truths().stream()
                .filter(truth -> !labels.contains(truth))
                .toList();
        if (!strange.isEmpty() && !labels.isEmpty()) {
            lines.add("no label of this model: " + String.join(", ", strange) + " (its labels: " + shortened() + ")");
        }
        if (inNoFolder > 0) {
            lines.add("not counted, as no folder says what they show: " + inNoFolder);
        }
        return lines;
    }

    private String shortened() {
        var some = labels.stream().limit(MOST_COLUMNS).toList();
        return String.join(", ", some) + (some.size() < labels.size() ? ", …" : "");
    }

    /** A row for what pictures show, a column for what they were taken for. */
    private List<String> matrix() {
        var classes = confusion.classes();
        var rows = new ArrayList<List<String>>();
        rows.add(row("shows ↓  taken for →", classes, Optional.of("recall")));
        for (var truth : confusion.truths()) {
            rows.add(row(
                    truth,
                    classes.stream()
                            .map(said -> String.valueOf(confusion.times(truth, said)))
                            .toList(),
                    Optional.of(percent(confusion.recall(truth)))));
        }
        rows.add(row(
                "precision",
                classes.stream().map(said -> percent(confusion.precision(said))).toList(),
                Optional.empty()));
        return aligned(rows);
    }

    private List<String> list() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("shows", "pictures", "recall", "precision", "most often taken for"));
        for (var truth : confusion.truths()) {
            rows.add(List.of(
                    truth,
                    String.valueOf(confusion.shown(truth)),
                    percent(confusion.recall(truth)),
                    percent(confusion.precision(truth)),
                    confusion
                            .commonestMistake(truth)
                            .map(said -> said + " (" + confusion.times(truth, said) + ")")
                            .orElse("")));
        }
        return aligned(rows);
    }

    private static List<String> row(String first, List<String> middle, Optional<String> last) {
        var row = new ArrayList<String>();
        row.add(first);
        row.addAll(middle);
        last.ifPresent(row::add);
        return row;
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    /** The first column to the left, all others to the right, two blanks between. */
    private static List<String> aligned(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        var widths = new int[columns];
        for (var row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> aligned(row, widths)).toList();
    }

    private static String aligned(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            var padding = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
        }
        return line.toString().stripTrailing();
    }
}
