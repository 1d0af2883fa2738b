package io.edgelens.model;

import java.util.Optional;

/**
 * One label with its probability, and with a box when the model says where.
 *
 * @param probability 0..1
 */
public record Prediction(String label, float probability, Optional<Box> box) {

    /** A rectangle as fractions of the source picture, 0..1, from its top left corner; so it survives resizing. */
    public record Box(float x, float y, float width, float height) {}

    public static Prediction of(String label, float probability) {
        return new Prediction(label, probability, Optional.empty());
    }
}
