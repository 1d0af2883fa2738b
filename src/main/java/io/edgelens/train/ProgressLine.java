package io.edgelens.train;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Shows how far a run has come: one line that is written over on a terminal, a line now and then elsewhere. */
final class ProgressLine {

    private static final int BAR = 24;
    private static final double EVERY_SECONDS = 15;

    private final PrintWriter err;
    private final boolean terminal;
    private double shownAt = Double.NEGATIVE_INFINITY;
    private double firstDone = -1;
    private double firstSeconds;
    private String accuracy = "";

    ProgressLine(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** Says something that stays. */
    void say(String sentence) {
        err.println((terminal ? "\r\033[K" : "") + sentence);
        err.flush();
    }

    /** What the last examination showed, 0..1. */
    void examined(int epoch, double share) {
        accuracy = String.format(Locale.ROOT, "  accuracy %.1f %%", 100 * share);
        if (!terminal) {
            say(String.format(Locale.ROOT, "after epoch %d:%s", epoch, accuracy));
        }
    }

    void show(Training.Progress progress) {
        double every = terminal ? 0.5 : EVERY_SECONDS;
        if (firstDone < 0) {
            firstDone = progress.done();
            firstSeconds = progress.seconds();
        }
        if (progress.seconds() - shownAt < every) {
            return;
        }
        shownAt = progress.seconds();
        var line = String.format(
                Locale.ROOT,
                "%s %3.0f %%  epoch %d  loss %.3f%s  %s left",
                bar(progress.done()),
                100 * progress.done(),
                progress.epoch() + 1,
                progress.label() + progress.features(),
                accuracy,
                left(progress));
        err.print(terminal ? "\r\033[K" + line : line + System.lineSeparator());
        err.flush();
    }

    /** How far the teacher has come. */
    void lookedAt(int views, int of, double seconds) {
        if (seconds - shownAt >= (terminal ? 0.5 : EVERY_SECONDS)) {
            shownAt = seconds;
            var left = text(seconds / views * (of - views));
            var line = String.format(
                    Locale.ROOT,
                    "%s %3d %%  the teacher looks at the pictures  %s left",
                    bar((double) views / of),
                    100L * views / of,
                    left);
            err.print(terminal ? "\r\033[K" + line : line + System.lineSeparator());
            err.flush();
        }
    }

    /** Ends the line. */
    void end() {
        if (terminal) {
            err.println();
        }
        shownAt = Double.NEGATIVE_INFINITY;
    }

    private String left(Training.Progress progress) {
        double covered = progress.done() - firstDone;
        double seconds = progress.seconds() - firstSeconds;
        return covered <= 0 ? "?" : text(seconds / covered * (1 - progress.done()));
    }

    private static String text(double seconds) {
        var duration = Duration.ofSeconds(Math.round(seconds));
        return duration.toMinutes() > 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toSeconds() + " s";
    }

    private static String bar(double done) {
        int full = (int) Math.round(BAR * Math.min(1, done));
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }
}
