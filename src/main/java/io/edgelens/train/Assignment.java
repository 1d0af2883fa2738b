package io.edgelens.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a run has been asked to do.
 *
 * @param pictures one folder a class
 * @param output the model directory to write
 * @param name what the model's files are called
 * @param labels in the order of the outputs; empty for the folders in alphabetical order
 * @param validate pictures to examine with, one folder a class; without it, {@code share} of {@code pictures}
 * @param share how much of each class examines and does not teach, 0..1
 * @param keepOut patterns of the names of files that only examine, as pictures of foreign origin
 * @param from a model directory whose features are kept
 * @param teacher a directory with a network whose features are learned
 * @param views how many parts of each picture the teacher looks at
 * @param work where checkpoints and the teacher's features are kept while the run lasts
 * @param temporary whether {@code work} goes when the run is over
 * @param resume whether to go on with an interrupted run
 * @param origin a text on where the pictures come from, for the model card
 * @param remark what else the model card should say of the training
 */
record Assignment(
        Path pictures,
        Path output,
        String name,
        List<String> labels,
        Optional<Path> validate,
        double share,
        List<String> keepOut,
        Optional<Path> from,
        Optional<Path> teacher,
        int views,
        Architecture architecture,
        Plan plan,
        Path work,
        boolean temporary,
        boolean resume,
        int threads,
        Optional<Path> origin,
        Optional<String> remark) {}
