package io.edgelens.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The model card: what the model is for, from what and how it was made, how good it is, and what it cannot do. All
 * of it follows from the run.
 *
 * @param seen what examining with the validation pictures showed
 * @param unseen the same with pictures of kept-out sources; may be of none
 */
record Card(
        Assignment assignment,
        TrainedModel model,
        Pictures pictures,
        Split split,
        Findings seen,
        Findings unseen,
        Verification verification,
        int epochs,
        double seconds) {

    String text() throws IOException {
        return """
                # %s

                Tells %s, one label a picture. Made by `edgelens train`.

                ## Use

                Takes RGB pictures squashed to %d×%d, (value/255 − mean)/deviation with %s; gives one logit a label, in the \
                order of `synset.txt`. The logits are calibrated: their softmax is the probability. `%s-symbol.json` and \
                `%s-0000.params` are for MXNet, `%s.onnx` is the same network for ONNX Runtime: the largest difference \
                between their logits over %d pictures is %s.

                %s
                ## Pictures

                %s
                ## Training

                %s
                ## How good it is

                %s
                ## Limits

                %s""".formatted(
                        model.name(),
                        listed(model.labels()),
                        model.size(),
                        model.size(),
                        model.normalization(),
                        model.name(),
                        model.name(),
                        model.name(),
                        verification.pictures(),
                        scientific(verification.difference()),
                        speed(),
                        counts() + origin(),
                        training(),
                        quality(),
                        limits());
    }

    private String speed() throws IOException {
        var cost = Cost.of(model.graph(), model.parameters(), model.size());
        return format(
                """
                %.2f million parameters (%.1f MB), %.0f million multiplications a picture. A forward pass on one thread \
                of %s, with other work going on: %.1f ms with MXNet, %.1f ms with ONNX Runtime.
                """,
                cost.parameters() / 1e6,
                cost.parameters() * 4 / 1e6,
                cost.multiplications() / 1e6,
                processor(),
                verification.milliseconds(),
                verification.onnxMilliseconds());
    }

    private static String processor() throws IOException {
        var file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return System.getProperty("os.arch");
        }
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    private String counts() {
        var text = new StringBuilder(
                "| class | trained with | examined with | of kept-out sources |\n|---|---:|---:|---:|\n");
        for (int label = 0; label < model.labels().size(); label++) {
            text.append(format(
                    "| %s | %d | %d | %d |%n",
                    model.labels().get(label),
                    count(split.training(), label),
                    seen.confusion().total(label),
                    unseen.confusion().total(label)));
        }
        return text.append("\nThe files' names begin with: ")
                .append(sources().entrySet().stream()
                        .map(source -> source.getKey() + " (" + source.getValue() + ")")
                        .collect(Collectors.joining(", ")))
                .append(".\n")
                .toString();
    }

    private Map<String, Integer> sources() {
        var sources = new TreeMap<String, Integer>();
        for (int i : split.training()) {
            var item = pictures.item(i);
            sources.merge(model.labels().get(item.label()) + "/" + Findings.source(item.name()), 1, Integer::sum);
        }
        return sources;
    }

    private long count(int[] positions, int label) {
        return IntStream.of(positions).filter(i -> pictures.label(i) == label).count();
    }

    private String origin() throws IOException {
        Optional<Path> file = assignment.origin();
        return file.isPresent() ? "\n" + Files.readString(file.get()).strip() + "\n" : "";
    }

    private String training() {
        var plan = assignment.plan();
        var how = assignment.from().isPresent()
                ? "The features are those of an earlier model, unchanged; only the last layer was trained"
                : "A residual network with %s channels, trained from nothing"
                        .formatted(assignment.architecture().widths().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ")));
        var teacher = assignment
                .teacher()
                .map(folder -> format(
                        "It learned to see the features of %s in %d views of each picture (weight %.0f), and %d %% of each"
                                + " label came from a linear classifier on those features.",
                        folder.getFileName(), assignment.views(), plan.imitation(), Math.round(100 * plan.trust())))
                .orElse("%d %% of each label was spread over all classes."
                        .formatted(Math.round(100 * plan.smoothing())));
        return format(
                """
                %s, on the CPU, for %d epochs in %.0f minutes: stochastic gradient descent, %d pictures a step, learning rate \
                %.2f falling along a cosine, weight decay %.4f, running average of the weights%s. %s The pictures were cut, \
                turned, mirrored, blurred, made coarse, compressed, darkened, recoloured, made noisy and partly covered at \
                random. Seed %d.%s
                """,
                how,
                epochs,
                seconds / 60,
                plan.batch(),
                plan.rate(),
                plan.decay(),
                plan.progressive() && assignment.from().isEmpty() ? ", smaller pictures at first" : "",
                teacher,
                plan.seed(),
                assignment.remark().map(remark -> " " + remark).orElse(""));
    }

    private String quality() {
        var text = new StringBuilder();
        if (seen.confusion().total() == 0) {
            return "Not examined: there were too few pictures.\n";
        }
        text.append(
                assignment.validate().isPresent()
                        ? "On pictures given for it"
                        : format(
                                "On %.0f %% of each class, drawn at random and never trained with",
                                100 * assignment.share()));
        text.append(":\n\n").append(findings(seen));
        text.append(format(
                """

                Expected calibration error (15 bins): %.1f %%, %.1f %% before the temperature of %.2f, which was fitted on every \
                other one of these pictures and measured on the rest.
                """,
                100 * seen.calibration().error(),
                100 * seen.calibration().errorBefore(),
                seen.calibration().temperature()));
        if (unseen.confusion().total() > 0) {
            text.append("\nOn pictures of sources that were kept out of training (names like ")
                    .append(assignment.keepOut().stream()
                            .map(name -> "`" + name + "`")
                            .collect(Collectors.joining(", ")))
                    .append("):\n\n")
                    .append(findings(unseen));
        }
        return text.toString();
    }

    private String findings(Findings findings) {
        var confusion = findings.confusion();
        var labels = model.labels();
        var text = new StringBuilder();
        text.append(format("**%.2f %%** of %d right.%n%n", 100 * confusion.accuracy(), confusion.total()));
        text.append("| is ↓, called → | ")
                .append(String.join(" | ", labels))
                .append(" | recognised | right when called so |\n|---|")
                .append("---:|".repeat(labels.size() + 2))
                .append("\n");
        for (int row = 0; row < labels.size(); row++) {
            text.append("| ").append(labels.get(row)).append(" | ");
            for (int count : confusion.counts()[row]) {
                text.append(count).append(" | ");
            }
            text.append(format("%.1f %% | %.1f %% |%n", 100 * confusion.recall(row), 100 * confusion.precision(row)));
        }
        if (findings.sources().size() > labels.size()) {
            text.append("\nBy source: ")
                    .append(findings.sources().entrySet().stream()
                            .map(entry -> format(
                                    "%s %.1f %% of %d",
                                    entry.getKey(),
                                    100 * entry.getValue().share(),
                                    entry.getValue().total()))
                            .collect(Collectors.joining(", ")))
                    .append(".\n");
        }
        return text.toString();
    }

    private String limits() {
        return """
                One label a picture: of several things in it, it names one. What it has not been trained with it may call \
                anything, with confidence. Pictures of one source resemble each other, so that the random share examined \
                above flatters%s; try it with your own camera before you rely on it. Not for decisions about people.
                """.formatted(
                        unseen.confusion().total() > 0
                                ? ", and the kept-out sources say more about pictures from elsewhere"
                                : "");
    }

    private static String listed(List<String> labels) {
        return String.join(", ", labels.subList(0, labels.size() - 1)) + " and " + labels.get(labels.size() - 1)
                + " apart";
    }

    private static String scientific(float number) {
        return String.format(Locale.ROOT, "%.1e", number);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
