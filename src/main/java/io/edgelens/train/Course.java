package io.edgelens.train;

import io.edgelens.frame.OpenCv;
import io.edgelens.train.Architecture.Blueprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A run from pictures to a model directory: read the pictures, let the teacher look at them, train, examine, write,
 * and check what was written.
 */
final class Course {

    /** Pictures are kept a little larger than the network sees them, for the random parts. */
    private static final int SMALLEST_SIDE = 128;

    /** The largest side that the teacher's views can be noted for. */
    private static final int LARGEST_SIDE = 255;

    private static final int HEAD_EPOCHS = 10;
    private static final int COMPARED = 64;

    private final Assignment assignment;
    private final ProgressLine line;

    /** What came out. */
    record Outcome(TrainedModel model, Findings validation, double minutes) {}

    /** A network before it is trained. */
    private record Beginning(
            Blueprint blueprint,
            Map<String, Tensor> parameters,
            Predicate<String> learns,
            int size,
            Normalization normalization) {}

    /** The pictures and their parts. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Material(
            List<String> labels, Pictures pictures, Split split, Pictures examining, int[] validation) {}

    Course(Assignment assignment, ProgressLine line) {
        this.assignment = assignment;
        this.line = line;
    }

    /**
     * Runs to the end.
     *
     * @throws BadTrainingDataException if what was given cannot be trained from
     * @throws IOException if a file cannot be read or written
     */
    Outcome run() throws IOException, InterruptedException {
        OpenCv.load();
        var size = StartingPoint.size(assignment);
        var material = material(size);
        Files.createDirectories(assignment.work());
        var head = teach(material);
        var beginning = beginning(material.labels().size(), head == null ? 0 : head.length());
        var trained = train(material, beginning, head);
        var outcome = finish(material, beginning, trained);
        if (assignment.temporary()) {
            discardWork();
        }
        return outcome;
    }

    private Material material(int size) {
        int side = Math.min(LARGEST_SIDE, Math.max(SMALLEST_SIDE, size * 8 / 7));
        var folder = PictureFolder.scan(assignment.pictures(), assignment.labels());
        line.say("reading %d pictures of %s".formatted(folder.items().size(), String.join(", ", folder.labels())));
        var pictures = decode(folder, side);
        int classes = folder.labels().size();
        double share = assignment.validate().isPresent() ? 0 : assignment.share();
        var split = Split.draw(
                pictures,
                classes,
                share,
                assignment.keepOut(),
                assignment.plan().seed());
        for (int label = 0; label < classes; label++) {
            int position = label;
            if (IntStream.of(split.training()).noneMatch(i -> pictures.label(i) == position)) {
                throw new BadTrainingDataException(
                        assignment.pictures().resolve(folder.labels().get(label))
                                + " has no picture to train with: none can be decoded, or all are kept for examining");
            }
        }
        if (assignment.validate().isPresent()) {
            var examining = decode(PictureFolder.scan(assignment.validate().get(), folder.labels()), side);
            return new Material(folder.labels(), pictures, split, examining, Split.all(examining));
        }
        return new Material(folder.labels(), pictures, split, pictures, split.validation());
    }

    private Pictures decode(PictureFolder folder, int side) {
        return Pictures.decode(folder, side, (file, reason) -> line.say("skipped " + file + ": " + reason));
    }

    private @Nullable LinearHead teach(Material material) throws IOException {
        if (assignment.teacher().isEmpty()) {
            return null;
        }
        var directory = assignment.teacher().get();
        var pictures = material.pictures();
        Path file;
        try (var teacher = Teacher.load(directory, assignment.threads())) {
            file = assignment.work().resolve("teacher-" + fingerprint(pictures, directory) + ".bin");
            if (!Files.exists(file)) {
                long start = System.nanoTime();
                teacher.write(
                        file,
                        pictures,
                        assignment.views(),
                        (done, of) -> line.lookedAt(done, of, (System.nanoTime() - start) / 1e9));
                line.end();
            }
        }
        var features = TeacherFeatures.open(file, pictures.size(), assignment.views());
        line.say("a linear classifier on the teacher's features is fitted");
        return LinearHead.fit(
                features,
                pictures,
                material.split().training(),
                material.labels().size(),
                HEAD_EPOCHS,
                assignment.plan().seed());
    }

    private String fingerprint(Pictures pictures, Path teacher) {
        var text = new StringBuilder();
        text.append(teacher.getFileName())
                .append(' ')
                .append(assignment.views())
                .append(' ')
                .append(pictures.side());
        for (int i = 0; i < pictures.size(); i++) {
            text.append('\n').append(pictures.label(i)).append(pictures.item(i).name());
        }
        return fingerprint(text.toString());
    }

    private static String fingerprint(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Beginning beginning(int classes, int projected) throws IOException {
        long seed = assignment.plan().seed();
        if (assignment.from().isPresent()) {
            var start = StartingPoint.read(assignment.from().get());
            var transfer = Transfer.of(
                    start.graph(),
                    start.parameters(),
                    classes,
                    assignment.from().get());
            var parameters = new LinkedHashMap<>(transfer.parameters());
            parameters.putAll(Architecture.randomParameters(transfer.blueprint(), seed));
            return new Beginning(
                    transfer.blueprint(),
                    parameters,
                    name -> name.startsWith(Architecture.LOGITS),
                    start.size(),
                    start.normalization());
        }
        var blueprint = assignment.architecture().blueprint(classes, projected);
        return new Beginning(
                blueprint,
                Architecture.randomParameters(blueprint, seed),
                name -> true,
                assignment.plan().size(),
                Normalization.IMAGENET);
    }

    /** What training made of the beginning, and how long it took. */
    private record Trained(Map<String, Tensor> parameters, int epochs, double seconds) {}

    private Trained train(Material material, Beginning beginning, @Nullable LinearHead head)
            throws IOException, InterruptedException {
        var plan = assignment.plan().withSize(beginning.size());
        var graph = beginning.blueprint().graph();
        int classes = material.labels().size();
        var file = checkpointFile(material.labels(), graph);
        try (var network = Network.load(graph, beginning.parameters());
                var lesson = new Lesson(
                        material.pictures(),
                        material.split().training(),
                        classes,
                        plan,
                        beginning.normalization(),
                        head)) {
            network.useThreads(assignment.threads());
            network.prepare(beginning.learns());
            int epochs = 0;
            double seconds = 0;
            if (assignment.resume() && Files.exists(file)) {
                var checkpoint = Checkpoint.read(file);
                network.restore(checkpoint.network());
                epochs = checkpoint.epoch();
                seconds = checkpoint.seconds();
                line.say("going on after epoch " + epochs);
            }
            var examination = new Examination(material.examining(), beginning.size(), beginning.normalization());
            var diary = new Diary(network, file, epochs, seconds, () -> {
                // A network that has answered keeps its weights in a layout that cannot be set again.
                try (var examined = Network.load(graph, network.averaged())) {
                    var logits = examination.logits(examined, material.validation(), classes);
                    return Confusion.of(logits, examination.labels(material.validation()), classes)
                            .accuracy();
                }
            });
            line.say("training on %d pictures, examining with %d; after each epoch the state is saved in %s, and"
                            .formatted(
                                    material.split().training().length, material.validation().length, file.getParent())
                    + " --resume goes on from there");
            new Training(network, lesson, plan).run(epochs, seconds, diary);
            line.end();
            return new Trained(network.averaged(), diary.epochs, diary.seconds);
        }
    }

    /** Measures an accuracy. */
    private interface Measure {
        double accuracy() throws IOException;
    }

    /** Saves after each epoch. */
    private final class Diary implements Training.Listener {

        private final Network network;
        private final Path file;
        private final Measure measure;
        private int epochs;
        private double seconds;

        Diary(Network network, Path file, int epochs, double seconds, Measure measure) {
            this.network = network;
            this.file = file;
            this.epochs = epochs;
            this.seconds = seconds;
            this.measure = measure;
        }

        @Override
        public void stepped(Training.Progress progress) {
            line.show(progress);
        }

        @Override
        public void finished(Training.Progress progress) {
            epochs = progress.epoch();
            seconds = progress.seconds();
            try {
                new Checkpoint(network.snapshot(), epochs, seconds).write(file);
                line.examined(epochs, measure.accuracy());
            } catch (IOException e) {
                throw new UncheckedIOException("the state of the run cannot be saved", e);
            }
        }
    }

    /** The same run, and only it, finds its checkpoint again. */
    private Path checkpointFile(List<String> labels, Graph graph) {
        var name = "checkpoint-" + fingerprint(labels + graph.toJson()) + ".params";
        var file = assignment.work().resolve(name);
        if (Files.exists(file) && !assignment.resume()) {
            throw new BadTrainingDataException(assignment.work()
                    + " holds an interrupted run; add --resume to go on with it, or remove that folder");
        }
        return file;
    }

    private Outcome finish(Material material, Beginning beginning, Trained trained) throws IOException {
        var labels = material.labels();
        var folded = BatchNormFolding.fold(beginning.blueprint().graph(), trained.parameters());
        var raw = new TrainedModel(
                assignment.name(),
                folded.graph(),
                folded.parameters(),
                labels,
                beginning.size(),
                beginning.normalization());
        var examination = new Examination(material.examining(), raw.size(), raw.normalization());
        var validation = material.validation();
        var logits = logits(raw, examination, validation);
        var calibration = Calibration.fit(logits, examination.labels(validation), labels.size());
        var model = raw.cooled(calibration.temperature());
        model.write(assignment.output());

        var seen = Findings.of(logits, material.examining(), validation, labels, calibration);
        var foreign = material.split().foreign();
        var own = new Examination(material.pictures(), raw.size(), raw.normalization());
        var foreignLogits = logits(raw, own, foreign);
        var unseen = Findings.of(foreignLogits, material.pictures(), foreign, labels, calibration);
        var verification = verify(model, material);
        var card = new Card(
                assignment,
                model,
                material.pictures(),
                material.split(),
                seen,
                unseen,
                verification,
                trained.epochs(),
                trained.seconds());
        TrainedModel.put(assignment.output(), "README.md", file -> Files.writeString(file, card.text()));
        if (verification.difference() > Verification.TOLERANCE) {
            throw new IOException("MXNet and ONNX Runtime differ by %s on the written model; it is not to be used"
                    .formatted(verification.difference()));
        }
        return new Outcome(model, seen, trained.seconds() / 60);
    }

    private static float[] logits(TrainedModel model, Examination examination, int[] positions) throws IOException {
        try (var network = Network.load(model.graph(), model.parameters())) {
            return examination.logits(network, positions, model.labels().size());
        }
    }

    private Verification verify(TrainedModel model, Material material) throws IOException {
        int[] from = material.validation().length > 0
                ? material.validation()
                : material.split().training();
        var pictures = material.validation().length > 0 ? material.examining() : material.pictures();
        int step = Math.max(1, from.length / COMPARED);
        var inputs = new ArrayList<float[]>();
        try (var loader = new Augmentation(model.normalization())) {
            for (int i = 0; i < from.length; i += step) {
                var input = new float[3 * model.size() * model.size()];
                loader.plain(pictures.pixels(from[i]), pictures.side(), model.size(), input, 0);
                inputs.add(input);
            }
        }
        return Verification.of(assignment.output(), model.name(), model.size(), inputs);
    }

    private void discardWork() throws IOException {
        try (var files = Files.list(assignment.work())) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(assignment.work());
    }
}
