package io.edgelens.doctor;

import java.util.List;

/**
 * What a check found.
 *
 * @param text in one line
 * @param remedies what mends it, likeliest first: commands to paste, where there are any
 */
record Finding(Mark mark, String text, List<String> remedies) {

    enum Mark {
        GOOD,
        BAD,
        /** Neither: worth knowing, or not looked at. */
        HINT,
        /** Nothing to say: with these settings it does not matter. */
        SILENT
    }

    static final Finding NOTHING = new Finding(Mark.SILENT, "", List.of());

    static Finding good(String text) {
        return new Finding(Mark.GOOD, text, List.of());
    }

    static Finding bad(String text, String... remedies) {
        return new Finding(Mark.BAD, text, List.of(remedies));
    }

    static Finding hint(String text, String... remedies) {
        return new Finding(Mark.HINT, text, List.of(remedies));
    }

    boolean isBad() {
        return mark == Mark.BAD;
    }
}
