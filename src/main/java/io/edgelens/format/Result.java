package io.edgelens.format;

import io.edgelens.model.Observation;

/**
 * One observation and what a message about it may say besides.
 *
 * @param camera the camera's name
 * @param topK how many predictions go out at most
 * @param skipped how many frames the camera has delivered so far that no model saw, because a newer one was there
 */
public record Result(Observation observation, String camera, int topK, long skipped) {}
