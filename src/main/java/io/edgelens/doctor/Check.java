package io.edgelens.doctor;

import java.time.Duration;

/**
 * One thing that is looked at, one line on the sheet.
 *
 * @param name of what is looked at, short
 * @param limit after which it counts as hung
 */
record Check(String name, Duration limit, Look look) {

    /** Looks at one thing. Runs on a thread of its own, and may hang. */
    @FunctionalInterface
    interface Look {

        /**
         * Finds out how it is.
         *
         * @throws io.edgelens.config.ConfigException if the settings it needs are wrong, which is told elsewhere
         */
        Finding look() throws Exception;
    }

    Check(String name, Look look) {
        this(name, Duration.ofSeconds(10), look);
    }
}
