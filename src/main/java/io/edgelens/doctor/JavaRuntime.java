package io.edgelens.doctor;

/** The Java that runs this. */
record JavaRuntime() implements Check.Look {

    private static final int OLDEST = 17;

    @Override
    public Finding look() {
        int version = Runtime.version().feature();
        var text = "%s from %s in %s"
                .formatted(
                        Runtime.version(),
                        System.getProperty("java.vendor", "an unknown vendor"),
                        System.getProperty("java.home", "an unknown folder"));
        return version >= OLDEST
                ? Finding.good(text)
                : Finding.bad(text + "; EdgeLens needs " + OLDEST, "sudo apt-get install openjdk-17-jre-headless");
    }
}
