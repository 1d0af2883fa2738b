package io.edgelens;

import io.edgelens.classify.Classification;
import io.edgelens.classify.Lines;
import io.edgelens.classify.Results;
import io.edgelens.classify.Summary;
import io.edgelens.config.ConfigException;
import io.edgelens.flow.Clock;
import io.edgelens.format.Formats;
import io.edgelens.frame.OpenCvJpeg;
import io.edgelens.model.BadModelException;
import io.edgelens.model.Engines;
import io.edgelens.model.LoadedModel;
import io.edgelens.model.Model;
import io.edgelens.model.ModelSettings;
import io.edgelens.source.Stamps;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgelens classify}: what pictures show. */
@Command(
        name = "classify",
        description = {
            "Says what pictures show: one line of JSON for each, in the order given.",
            "An input that is no picture is reported on stderr with its reason; the rest goes on, and the exit code is 1."
        })
final class Classify implements Callable<Integer> {

    @Parameters(
            paramLabel = "INPUT",
            arity = "1..*",
            description =
                    "a picture (JPEG, PNG, BMP or WebP), a folder of them, searched through, or an http(s) URL of one")
    private List<String> inputs = List.of();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "a model directory; without it, the model that comes with EdgeLens")
    private @Nullable Path path;

    @Option(
            names = {"-k", "--top"},
            paramLabel = "N",
            defaultValue = "5",
            description = "how many labels a line has at most (default: ${DEFAULT-VALUE})")
    private int topK;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            completionCandidates = FormatNames.class,
            description = "lines as `edgelens run` publishes them: ${COMPLETION-CANDIDATES};"
                    + " without it, an object with the input and its predictions")
    private @Nullable String format;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "auto",
            completionCandidates = EngineNames.class,
            description = "what runs the model: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private String engine = "auto";

    @Option(
            names = "--summary",
            description = "instead of lines, a table of how often the model is right about pictures in folders that are"
                    + " named as its labels are")
    private boolean summary;

    @Override
    public Integer call() throws InterruptedException {
        if (topK < 1) {
            throw new ConfigException(List.of("-k must be a whole number from 1, but is " + topK));
        }
        if (!new EngineNames().all().contains(engine)) {
            throw noSuch("--engine", engine, new EngineNames());
        }
        var results = results(new FileOutputStream(FileDescriptor.out));
        try (var model = model()) {
            var classification =
                    new Classification(model, new OpenCvJpeg(), new Stamps(Clock.SYSTEM), results, System.err);
            return classification.run(inputs) ? 0 : 1;
        }
    }

    private Results results(OutputStream out) {
        if (summary) {
            return new Summary(out);
        }
        if (format == null) {
            return Lines.withInput(out, topK);
        }
        var known = Formats.TYPES.get(format);
        if (known == null) {
            throw noSuch("--format", format, new FormatNames());
        }
        return Lines.as(known, out, topK);
    }

    private Model model() {
        var directory = path == null ? Path.of(Surroundings.ofThisProcess().shippedModel()) : path;
        try {
            return LoadedModel.load(new ModelSettings(directory, engine, topK, 1, 0));
        } catch (BadModelException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static ConfigException noSuch(String option, String name, Names names) {
        return new ConfigException(List.of("%s must be one of %s, but is '%s'".formatted(option, names.all(), name)));
    }

    /** Names that an option may have; picocli shows them in the help. */
    private abstract static class Names implements Iterable<String> {

        abstract List<String> all();

        @Override
        public Iterator<String> iterator() {
            return all().iterator();
        }
    }

    private static final class FormatNames extends Names {
        @Override
        List<String> all() {
            return Formats.TYPES.keySet().stream().sorted().toList();
        }
    }

    private static final class EngineNames extends Names {
        @Override
        List<String> all() {
            return Stream.concat(Stream.of("auto"), Engines.names().stream()).toList();
        }
    }
}
