package io.edgelens.doctor;

import io.edgelens.doctor.Finding.Mark;

/** Whether the configuration can be used, with everything that is wrong in it. */
record Configuration(Subject subject) implements Check.Look {

    @Override
    public Finding look() {
        var problems = subject.problems();
        if (problems.isEmpty()) {
            var given = subject.values().orElseThrow().keySet();
            return Finding.good(
                    given.isEmpty() ? "none given, so the defaults hold" : "given for " + String.join(", ", given));
        }
        return problems.size() == 1
                ? Finding.bad(problems.get(0))
                : new Finding(Mark.BAD, problems.size() + " mistakes", problems);
    }
}
