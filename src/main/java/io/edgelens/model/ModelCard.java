package io.edgelens.model;

/**
 * Which model it is.
 *
 * @param sha256 of the parameters file, in hexadecimal
 * @param engine that runs it: {@code MXNet}, {@code OnnxRuntime}
 */
public record ModelCard(String name, String version, String sha256, String engine) {}
