package io.edgelens;

import io.edgelens.config.ConfigException;
import io.edgelens.flow.Barrier;
import io.edgelens.flow.Clock;
import io.edgelens.flow.Closer;
import io.edgelens.frame.OpenCv;
import io.edgelens.greengrass.IpcException;
import io.edgelens.greengrass.Nucleus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edgelens run}: the component's endless loop. */
@Command(
        name = "run",
        description = {
            "Watches a camera and says what it sees, until it is stopped.",
            "Without any setting it uses /dev/video0 and the model it comes with, and prints a line of JSON for each result;"
                    + " under Greengrass the deployment's configuration holds."
        })
final class Run implements Callable<Integer> {

    private static final Logger LOGGER = LoggerFactory.getLogger(Run.class);

    private static final Duration NUCLEUS_PATIENCE = Duration.ofSeconds(20);

    @Mixin
    private final GivenSettings given = new GivenSettings();

    @Override
    public Integer call() throws InterruptedException, IpcException {
        var around = Surroundings.ofThisProcess();
        try (var barrier = new Barrier();
                var closer = new Closer()) {
            var nucleus = Nucleus.fromEnvironment(around.environment());
            nucleus.ifPresent(closer::own);
            var deployed =
                    nucleus.isPresent() ? nucleus.get().configuration(NUCLEUS_PATIENCE) : Map.<String, Object>of();
            var settings = Settings.read(given.over(deployed), around);
            OpenCv.load();
            var pipeline = closer.own(
                    Pipeline.start(settings, new Stations(around.host(), nucleus, System.out), Clock.SYSTEM, bug -> {
                        LOGGER.atError().setCause(bug).log("a station failed");
                        barrier.open(1);
                    }));
            closer.own(Report.start(pipeline));
            nucleus.ifPresent(connection -> follow(connection, pipeline, around));
            return barrier.await();
        }
    }

    /** Takes over what deployments change while running; a bad one is refused, before or after, and the old one stays. */
    private void follow(Nucleus nucleus, Pipeline pipeline, Surroundings around) {
        nucleus.validateWith(deployed -> {
            try {
                Settings.read(given.over(deployed), around);
                return Optional.empty();
            } catch (ConfigException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        });
        nucleus.onConfiguration(deployed -> {
            try {
                pipeline.change(Settings.read(given.over(deployed), around));
                LOGGER.info("the new configuration is taken over");
            } catch (ConfigException e) {
                LOGGER.atError().addKeyValue("problems", e.getMessage()).log("the new configuration is refused");
            }
        });
        nucleus.report(Nucleus.Health.RUNNING);
    }
}
