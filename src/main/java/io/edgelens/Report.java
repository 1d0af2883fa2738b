package io.edgelens;

import io.edgelens.Pipeline.Numbers;
import io.edgelens.flow.Worker;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line in the log every ten seconds that says how it goes. */
final class Report implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Report.class);
    private static final int SECONDS = 10;

    private final Pipeline pipeline;
    private final Worker worker;
    private Numbers last;

    private Report(Pipeline pipeline) {
        this.pipeline = pipeline;
        last = pipeline.numbers();
        worker = Worker.start(
                "report",
                this::step,
                failure -> LOGGER.atError().setCause(failure).log("no more reports"));
    }

    static Report start(Pipeline pipeline) {
        return new Report(pipeline);
    }

    private void step() throws InterruptedException {
        TimeUnit.SECONDS.sleep(SECONDS);
        var now = pipeline.numbers();
        LOGGER.info("{}", line(now));
        last = now;
    }

    private String line(Numbers now) {
        return String.format(
                Locale.ROOT,
                "%.1f frames/s, latency %.1f ms (99 %%: %.1f ms), skipped %d, bad %d, watchers %d, drawn %d,"
                        + " published %d, dropped %d, waiting %d",
                (now.inferred() - last.inferred()) / (double) SECONDS,
                millis(0.5),
                millis(0.99),
                now.skipped() - last.skipped(),
                now.bad() - last.bad(),
                now.watchers(),
                now.encoded() - last.encoded(),
                now.delivery().published() - last.delivery().published(),
                now.delivery().dropped() - last.delivery().dropped(),
                now.delivery().waiting());
    }

    private double millis(double share) {
        return pipeline.latency().quantile(share, last.inferred()) / 1e6;
    }

    @Override
    public void close() {
        worker.close();
    }
}
