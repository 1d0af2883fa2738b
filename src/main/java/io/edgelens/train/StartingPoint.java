package io.edgelens.train;

import io.edgelens.model.BadModelException;
import io.edgelens.model.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * A model directory whose network is trained further.
 *
 * @param size width and height of the pictures it takes
 */
record StartingPoint(Graph graph, Map<String, Tensor> parameters, int size, Normalization normalization) {

    /** The size of the pictures that a run's network takes. */
    static int size(Assignment assignment) throws IOException {
        return assignment.from().isPresent()
                ? read(assignment.from().get()).size()
                : assignment.plan().size();
    }

    /** @throws BadTrainingDataException if the directory holds no MXNet classifier of square pictures */
    static StartingPoint read(Path path) throws IOException {
        try {
            var directory = ModelDirectory.read(path);
            var properties = directory.properties();
            var width = properties.getProperty("width", "224").strip();
            if (!width.equals(properties.getProperty("height", "224").strip())) {
                throw new BadTrainingDataException(path + " takes pictures that are not square");
            }
            return new StartingPoint(
                    Graph.read(path.resolve(directory.name() + "-symbol.json")),
                    ParamsFile.read(path.resolve(directory.name() + "-0000.params")),
                    Integer.parseInt(width),
                    normalization(properties.getProperty("normalize", "false").strip()));
        } catch (BadModelException e) {
            throw new BadTrainingDataException(String.valueOf(e.getMessage()));
        } catch (NumberFormatException e) {
            throw new BadTrainingDataException(
                    path.resolve("serving.properties") + " has a number that is none: " + e.getMessage());
        }
    }

    private static Normalization normalization(String property) {
        if (property.equals("true")) {
            return Normalization.IMAGENET;
        }
        if (property.equals("false")) {
            return new Normalization(new float[3], new float[] {1, 1, 1});
        }
        var parts = property.split(",", -1);
        if (parts.length != 6) {
            throw new NumberFormatException("normalize=" + property);
        }
        var numbers = new float[6];
        for (int i = 0; i < 6; i++) {
            numbers[i] = Float.parseFloat(parts[i].strip());
        }
        return new Normalization(Arrays.copyOf(numbers, 3), Arrays.copyOfRange(numbers, 3, 6));
    }
}
