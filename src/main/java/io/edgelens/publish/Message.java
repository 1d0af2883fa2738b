package io.edgelens.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One message, encoded.
 *
 * @param topic where it goes, with every placeholder filled in
 * @param json one JSON object on one line
 * @param kind what it tells of
 */
public record Message(String topic, String json, Kind kind) {

    /** A result is one of many; of the status only the newest counts, and it is kept by brokers that can. */
    public enum Kind {
        RESULT,
        STATUS
    }

    public byte[] bytes() {
        return json.getBytes(UTF_8);
    }
}
