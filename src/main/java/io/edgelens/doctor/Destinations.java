package io.edgelens.doctor;

import java.util.List;

/** Where results go. */
record Destinations(Subject subject) implements Check.Look {

    @Override
    public Finding look() {
        var publish = subject.publish();
        if (publish.to().isEmpty()) {
            return Finding.hint("go nowhere, as publish.to is empty");
        }
        var to = String.join(" and ", publish.to());
        return publish.to().equals(List.of("console"))
                ? Finding.good("go to the console")
                : Finding.good("go to " + to + ", topic " + publish.topic());
    }
}
