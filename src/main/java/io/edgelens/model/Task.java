package io.edgelens.model;

import java.util.List;

/** What a network's outputs mean. Stateless; says at construction what does not fit the model's directory. */
@FunctionalInterface
interface Task {

    /** Reads the outputs of one picture; most probable first. */
    List<Prediction> decode(List<Tensor> outputs) throws BadModelException;
}
