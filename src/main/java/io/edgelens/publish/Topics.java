package io.edgelens.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;

/** What AWS IoT Core takes as a topic; other brokers take all of that too. */
final class Topics {

    private static final int MOST_BYTES = 256;
    private static final int MOST_SLASHES = 7;
    private static final Pattern INFER = Pattern.compile("\\$aws/things/[^/]+/infer");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

    static final String ALLOWED =
            "a topic of at most 256 bytes and 7 slashes, without + and #; {thingName} is filled in";

    private Topics() {}

    static String expanded(String text, String thingName) {
        return text.replace("{thingName}", thingName);
    }

    /** What is wrong with a result topic, if anything is. */
    static Optional<String> fault(String text, String thingName) {
        var topic = expanded(text, thingName);
        var placeholder = PLACEHOLDER.matcher(topic);
        if (topic.isBlank()) {
            return Optional.of("must not be empty");
        }
        if (placeholder.find()) {
            return Optional.of("has the placeholder " + placeholder.group() + ", but there is only {thingName}");
        }
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0 || topic.indexOf('\0') >= 0) {
            return Optional.of("must not have wildcards (+ or #), but is '" + topic + "'");
        }
        if (topic.getBytes(UTF_8).length > MOST_BYTES) {
            return Optional.of("must have at most " + MOST_BYTES + " bytes, but has " + topic.getBytes(UTF_8).length);
        }
        if (topic.chars().filter(c -> c == '/').count() > MOST_SLASHES) {
            return Optional.of("must have at most " + MOST_SLASHES + " slashes, but is '" + topic + "'");
        }
        if (topic.startsWith("$") && !INFER.matcher(topic).matches()) {
            return Optional.of(
                    "must not begin with $, which AWS keeps for itself (only $aws/things/…/infer is allowed), but is '"
                            + topic + "'");
        }
        return status(topic, thingName).equals(topic)
                ? Optional.of("must not end in 'status', where the camera's state goes, but is '" + topic + "'")
                : Optional.empty();
    }

    /**
     * Where the state goes: beside the result topic, its last level replaced. Beside {@code $aws/things/…/infer} there is
     * no room for it, so then beside the usual topic.
     */
    static String status(String topic, String thingName) {
        if (topic.startsWith("$")) {
            return "edgelens/" + thingName + "/status";
        }
        return topic.substring(0, topic.lastIndexOf('/') + 1) + "status";
    }
}
