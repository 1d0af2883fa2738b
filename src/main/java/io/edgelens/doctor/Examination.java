package io.edgelens.doctor;

import io.edgelens.config.ConfigException;
import io.edgelens.flow.Worker;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes checks one after another and writes down what they find; one that hangs is left behind. */
public final class Examination {

    private final Sheet sheet;
    private final Set<String> mistakes = new HashSet<>();

    public Examination(Sheet sheet) {
        this.sheet = sheet;
    }

    /** Makes all {@code checks}; returns whether none found anything wrong. */
    public boolean of(List<Check> checks) throws InterruptedException {
        int bad = 0;
        for (var check : checks) {
            var finding = find(check);
            sheet.add(check, finding);
            bad += finding.isBad() ? 1 : 0;
        }
        sheet.end(bad);
        return bad == 0;
    }

    private Finding find(Check check) throws InterruptedException {
        var found = new CompletableFuture<Finding>();
        var worker = Worker.start(
                check.name(),
                () -> {
                    found.complete(check.look().look());
                    TimeUnit.DAYS.sleep(1);
                },
                found::completeExceptionally);
        try {
            return found.get(check.limit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Finding.bad("no answer within " + check.limit().toSeconds() + " s");
        } catch (ExecutionException e) {
            return e.getCause() instanceof ConfigException mistake
                    ? unlooked(mistake)
                    : Finding.bad("the check itself failed: " + e.getCause());
        } finally {
            worker.stop();
        }
    }

    /** Told once for all checks that need the same settings. */
    private Finding unlooked(ConfigException mistake) {
        return mistakes.add(String.valueOf(mistake.getMessage()))
                ? Finding.hint("not looked at, because its settings are wrong")
                : Finding.NOTHING;
    }
}
