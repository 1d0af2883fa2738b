package io.edgelens;

import io.edgelens.config.ConfigException;
import io.edgelens.train.TrainCommand;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line. Results go to stdout, logs to stderr. */
@Command(
        name = "edgelens",
        description = "An edge camera that knows a cat from a dog, and knows when it sees neither.",
        subcommands = {Run.class, Classify.class, TrainCommand.class, Doctor.class},
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = EdgeLens.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong usage or configuration"})
public final class EdgeLens {

    private static final int FAILED = 1;
    private static final int WRONG_CONFIGURATION = 2;

    private EdgeLens() {}

    public static void main(String... args) {
        System.exit(execute(args));
    }

    /** Runs one command and returns its exit code. */
    static int execute(String... args) {
        return new CommandLine(new EdgeLens())
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command))
                .execute(args);
    }

    /** A user's mistake is one report without a stack trace; anything else is ours and keeps it. */
    private static int explain(Exception failure, CommandLine command) {
        if (failure instanceof ConfigException) {
            command.getErr().println(command.getColorScheme().errorText(String.valueOf(failure.getMessage())));
            return WRONG_CONFIGURATION;
        }
        LoggerFactory.getLogger(EdgeLens.class).atError().setCause(failure).log("failed");
        return FAILED;
    }

    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            var version = EdgeLens.class.getPackage().getImplementationVersion();
            return new String[] {"edgelens " + (version == null ? "(not packaged)" : version)};
        }
    }
}
