package io.edgelens.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edgelens train}: a model directory from a folder with one folder of pictures per class. */
@Command(
        name = "train",
        description = {
            "Makes a classifier of your own pictures: one folder per class, the folder's name is the label.",
            "Trains on this machine's CPU; no picture leaves it. Ctrl-C is fine, --resume goes on."
        })
public final class TrainCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    /** With the features given, so many epochs are enough for the last layer. */
    private static final int EPOCHS_FROM = 20;

    private static final int EPOCHS = 30;

    private static final float RATE = 0.06f;

    /** One layer alone takes larger steps than many. */
    private static final float RATE_FROM = 0.3f;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "One folder of pictures per class.")
    private @Nullable Path pictures;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "MODEL",
            description = "The model directory to write.")
    private @Nullable Path output;

    @Option(
            names = "--from",
            paramLabel = "MODEL",
            description = "Keep this model's features and train the last layer only: minutes instead of hours.")
    private @Nullable Path from;

    @Option(
            names = "--validate",
            paramLabel = "DIR",
            description = "Examine with these pictures, one folder per class.")
    private @Nullable Path validate;

    @Option(
            names = "--share",
            defaultValue = "10",
            description = "Without --validate: so many percent of each class examine and do not teach"
                    + " (${DEFAULT-VALUE}).")
    private double share;

    @Option(
            names = "--keep-out",
            split = ",",
            paramLabel = "PATTERN",
            description = "Files with such names only examine, as pictures of foreign origin: 'pet_*,scene*'.")
    private List<String> keepOut = List.of();

    @Option(
            names = "--labels",
            split = ",",
            paramLabel = "LABEL",
            description = "The folders to use, in the order of the outputs; all, alphabetically, if not given.")
    private List<String> labels = List.of();

    @Option(names = "--name", description = "What the model's files are called; the directory's name if not given.")
    private @Nullable String name;

    @Option(
            names = "--teacher",
            paramLabel = "DIR",
            description = "Learn to see what this larger network sees: MXNet features for 224×224 pictures"
                    + " normalised as ImageNet's.")
    private @Nullable Path teacher;

    @Option(
            names = "--views",
            defaultValue = "3",
            description = "How many parts of each picture the teacher looks at (${DEFAULT-VALUE}).")
    private int views;

    @Option(
            names = "--epochs",
            description = "How often each picture is seen (" + EPOCHS + "; " + EPOCHS_FROM + " with --from).")
    private int epochs;

    @Option(names = "--minutes", description = "Train for so long instead; the schedule is fitted to it.")
    private double minutes;

    @Option(
            names = "--size",
            defaultValue = "96",
            description = "Width and height of the pictures that the network sees (${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--network",
            defaultValue = "small",
            description = "small, or tiny for simple tasks and slow machines (${DEFAULT-VALUE}).")
    private Kind network = Kind.SMALL;

    @Option(names = "--batch", defaultValue = "64", description = "Pictures a step (${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--rate",
            description = "Learning rate at its highest (" + RATE + "; " + RATE_FROM + " with --from).")
    private float rate;

    @Option(names = "--seed", defaultValue = "1", description = "For everything random (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--threads", description = "Threads to compute with; all processors if not given.")
    private int threads;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Keep checkpoints and the teacher's features here; if not given, beside MODEL until done.")
    private @Nullable Path work;

    @Option(names = "--resume", description = "Go on with the run that was interrupted.")
    private boolean resume;

    @Option(
            names = "--origin",
            paramLabel = "FILE",
            description = "A text on where the pictures come from, for the model card.")
    private @Nullable Path origin;

    @Option(
            names = "--remark",
            paramLabel = "TEXT",
            description = "What else the model card should say of the training.")
    private @Nullable String remark;

    /** The networks there are. */
    enum Kind {
        SMALL,
        TINY;

        Architecture architecture() {
            return this == TINY ? Architecture.TINY : Architecture.SMALL;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var command = spec().commandLine();
        var line = new ProgressLine(command.getErr(), onTerminal());
        try {
            var outcome = new Course(assignment(), line).run();
            command.getOut()
                    .println(String.format(
                            Locale.ROOT,
                            "%s: %.2f %% of %d pictures right, trained in %.1f minutes",
                            output,
                            100 * outcome.validation().confusion().accuracy(),
                            outcome.validation().confusion().total(),
                            outcome.minutes()));
            command.getOut().flush();
            return DONE;
        } catch (BadTrainingDataException e) {
            line.say(String.valueOf(e.getMessage()));
            return WRONG_USAGE;
        } catch (IOException e) {
            line.say(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    /** From Java 22 on there always is a console; then lines are written over in a file too. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean onTerminal() {
        return System.console() != null;
    }

    private Assignment assignment() {
        var directory = given(output).toAbsolutePath().normalize();
        require(size >= 32 && size <= 512, "--size must be from 32 to 512");
        require(share > 0 && share < 100, "--share must be above 0 and below 100");
        require(batch >= 1, "--batch must be at least 1");
        require(rate >= 0, "--rate must not be negative");
        require(views >= 1, "--views must be at least 1");
        require(epochs >= 0 && minutes >= 0 && threads >= 0, "--epochs, --minutes and --threads must not be negative");
        require(
                from == null || teacher == null,
                "--from keeps the features, so a --teacher would have nothing to teach");
        require(labels.stream().distinct().count() == labels.size(), "--labels names a folder twice");
        require(Files.isDirectory(directory) || !Files.exists(directory), directory + " is not a directory");
        var called = name != null ? name : String.valueOf(directory.getFileName());
        var beside = directory.resolveSibling(directory.getFileName() + ".training");
        return new Assignment(
                given(pictures),
                directory,
                called,
                labels,
                Optional.ofNullable(validate),
                share / 100,
                keepOut,
                Optional.ofNullable(from),
                Optional.ofNullable(teacher),
                views,
                network.architecture(),
                plan(),
                work != null ? work : beside,
                work == null,
                resume,
                threads > 0 ? threads : Runtime.getRuntime().availableProcessors(),
                Optional.ofNullable(origin),
                Optional.ofNullable(remark));
    }

    private Plan plan() {
        int times = epochs > 0 ? epochs : from != null ? EPOCHS_FROM : EPOCHS;
        float highest = rate > 0 ? rate : from != null ? RATE_FROM : RATE;
        return new Plan(size, times, minutes, batch, highest, 3e-4f, 0.1f, 0.3f, 25, from == null, seed);
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(spec().commandLine(), otherwise);
        }
    }

    private CommandSpec spec() {
        return given(spec);
    }

    /** What picocli has set before it calls. */
    private static <T> T given(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("picocli did not set a required value");
        }
        return value;
    }
}
