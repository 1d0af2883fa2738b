package io.edgelens.doctor;

import io.edgelens.doctor.Finding.Mark;
import java.io.PrintStream;
import java.util.Map;

/**
 * The report: a line for each finding, and below it what mends it.
 *
 * @param unicode whether the terminal can show more than ASCII
 * @param colours whether it shows colours
 */
public record Sheet(PrintStream out, boolean unicode, boolean colours) {

    private static final int WIDTH = 15;

    private static final Map<Mark, String> MARKS = Map.of(Mark.GOOD, "✓", Mark.BAD, "✗", Mark.HINT, "–");
    private static final Map<Mark, String> ASCII = Map.of(Mark.GOOD, "ok ", Mark.BAD, "BAD", Mark.HINT, "-  ");
    /** SGR codes: green, bold red, and none. */
    private static final Map<Mark, String> COLOURS = Map.of(Mark.GOOD, "32", Mark.BAD, "1;31", Mark.HINT, "0");

    void add(Check check, Finding finding) {
        if (finding.mark() == Mark.SILENT) {
            return;
        }
        var name = String.format("%-" + WIDTH + "s", check.name());
        out.println(mark(finding.mark()) + " " + name + " " + shown(finding.text()));
        var indent = " ".repeat((unicode ? 3 : 5) + WIDTH);
        for (var remedy : finding.remedies()) {
            out.println(indent + shown(remedy));
        }
    }

    void end(int bad) {
        out.println();
        out.println(
                switch (bad) {
                    case 0 -> "Nothing is wrong.";
                    case 1 -> "1 thing is wrong.";
                    default -> bad + " things are wrong.";
                });
    }

    private String mark(Mark mark) {
        var text = String.valueOf((unicode ? MARKS : ASCII).get(mark));
        return colours ? "\u001b[" + COLOURS.get(mark) + "m" + text + "\u001b[0m" : text;
    }

    private String shown(String text) {
        return unicode
                ? text
                : text.replace('×', 'x').replace("…", "...").replace("→", "->").replace('–', '-');
    }
}
