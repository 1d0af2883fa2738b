package io.edgelens.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Model directories made of networks that come without {@code serving.properties}. */
final class ModelDirectoryOf {

    private ModelDirectoryOf() {}

    static Path squeezeNet(Path source, Path target) throws IOException {
        Files.createDirectories(target);
        try (var files = Files.list(source)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        Files.writeString(target.resolve("serving.properties"), """
                engine=MXNet
                option.modelName=squeezenet_v1.1
                width=224
                height=224
                normalize=true
                applySoftmax=true
                """);
        return target;
    }
}
