package io.edgelens.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A teacher for tests: a classifier without its last layer. */
record TeacherOf(Path model) {

    Path write(Path directory) throws IOException {
        Files.createDirectories(directory);
        var start = StartingPoint.read(model);
        var last = start.graph().nodes().get(start.graph().heads().get(0));
        var features = new Graph(start.graph().nodes(), List.of(last.inputs().get(0)));
        var seeing = BatchNormFolding.fold(features, start.parameters());
        Files.writeString(
                directory.resolve("features-symbol.json"), seeing.graph().toJson());
        ParamsFile.write(directory.resolve("features-0000.params"), seeing.parameters());
        return directory;
    }
}
