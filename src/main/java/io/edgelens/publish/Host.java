package io.edgelens.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where EdgeLens runs, as far as publishing is concerned.
 *
 * @param greengrass whether a Greengrass nucleus started it
 * @param thingName what {@code {thingName}} stands for
 */
public record Host(boolean greengrass, String thingName) {

    /** What the nucleus tells a component: where its socket is. */
    private static final String SOCKET = "AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT";

    /** The thing's name is what the nucleus says; elsewhere the machine's name. */
    public static Host of(Map<String, String> environment) {
        var thing = environment.getOrDefault("AWS_IOT_THING_NAME", "");
        return new Host(environment.containsKey(SOCKET), plain(thing.isBlank() ? machine() : thing));
    }

    private static String machine() {
        try {
            // Not InetAddress.getLocalHost(): that asks name servers, and waits for them when there is no network.
            return Files.readString(Path.of("/etc/hostname")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** One level of a topic: without what has a meaning there. */
    private static String plain(String name) {
        var plain = name.replaceAll("[/+#$\\s\\p{Cntrl}]", "-");
        return plain.isEmpty() ? "edgelens" : plain;
    }
}
