package io.edgelens.publish;

/**
 * One message, encoded.
 *
 * @param topic where it goes, with every placeholder filled in
 * @param json one JSON object, UTF-8 when sent
 */
public record Message(String topic, String json) {}
