package io.edgelens.model;

import java.util.Map;

/** Every task there is, by DJL's name for it. To add one, write its class beside these and add its line here. */
final class Tasks {

    @FunctionalInterface
    interface Maker {
        Task make(ModelDirectory directory) throws BadModelException;
    }

    static final Map<String, Maker> TYPES = Map.of("cv/image_classification", Classification::of);

    private Tasks() {}

    /** The task that {@code application} in {@code serving.properties} names; classification where it names none. */
    static Task of(ModelDirectory directory) throws BadModelException {
        var application = directory.property("application", "cv/image_classification");
        var maker = TYPES.get(application);
        if (maker == null) {
            throw new BadModelException("%s: application must be one of %s, but is '%s'"
                    .formatted(
                            directory.path().resolve("serving.properties"),
                            TYPES.keySet().stream().sorted().toList(),
                            application));
        }
        return maker.make(directory);
    }
}
