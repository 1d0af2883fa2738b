package io.edgelens;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgelens.config.ConfigException;
import io.edgelens.doctor.Checks;
import io.edgelens.doctor.Examination;
import io.edgelens.doctor.Sheet;
import io.edgelens.doctor.Subject;
import io.edgelens.flow.Closer;
import io.edgelens.frame.OpenCvJpeg;
import io.edgelens.greengrass.IpcException;
import io.edgelens.greengrass.Nucleus;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;

/** {@code edgelens doctor}: what is right and what is not. */
@Command(
        name = "doctor",
        description = {
            "Says what `edgelens run` would find with the same settings, as the user who asks: what is right, what is"
                    + " wrong, and the command that mends it.",
            "Nothing is published and nothing is changed. The exit code is 1 if something is wrong."
        })
final class Doctor implements Callable<Integer> {

    private static final Duration NUCLEUS_PATIENCE = Duration.ofSeconds(5);

    @Mixin
    private final GivenSettings given = new GivenSettings();

    @Override
    public Integer call() throws InterruptedException {
        Logs.onlyBugs();
        var around = Surroundings.ofThisProcess();
        boolean unicode = speaksUtf8(around.environment());
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, unicode ? UTF_8 : US_ASCII);
        var sheet = new Sheet(out, unicode, Ansi.AUTO.enabled());
        try (var closer = new Closer()) {
            var nucleus = Nucleus.fromEnvironment(around.environment());
            nucleus.ifPresent(closer::own);
            var checks = Checks.of(subject(around, nucleus));
            return new Examination(sheet).of(checks) ? 0 : 1;
        }
    }

    private Subject subject(Surroundings around, Optional<Nucleus> nucleus) throws InterruptedException {
        var values = Optional.<Map<String, Object>>empty();
        var problems = List.<String>of();
        try {
            var layered = given.over(deployed(nucleus));
            values = Optional.of(layered);
            Settings.read(layered, around);
        } catch (ConfigException e) {
            problems = String.valueOf(e.getMessage()).lines().toList();
        }
        return new Subject(
                values, problems, around.host(), around.home(), around.shippedModel(), nucleus, new OpenCvJpeg());
    }

    /** Without the nucleus there is nothing to wait for: that it is not there is found out again. */
    private static Map<String, Object> deployed(Optional<Nucleus> nucleus) throws InterruptedException {
        try {
            return nucleus.isPresent() ? nucleus.get().configuration(NUCLEUS_PATIENCE) : Map.of();
        } catch (IpcException e) {
            return Map.of();
        }
    }

    /** As the C library decides it. */
    private static boolean speaksUtf8(Map<String, String> environment) {
        for (var name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            var locale = environment.getOrDefault(name, "");
            if (!locale.isEmpty()) {
                return locale.matches("(?i).*utf-?8.*");
            }
        }
        return false;
    }
}
