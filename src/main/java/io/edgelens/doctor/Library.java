package io.edgelens.doctor;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A native library, loaded as it is.
 *
 * @param what it is
 * @param file its name
 * @param folders where it is looked for
 */
record Library(String what, String file, List<Path> folders) implements Check.Look {

    /** All that the distribution for this kind of machine has. */
    static List<Library> shipped() {
        var libraries = new ArrayList<Library>();
        libraries.add(of("OpenCV", "opencv_java490"));
        // There is none for other machines: ONNX Runtime is the engine there.
        if (System.getProperty("os.arch", "").equals("amd64")) {
            libraries.add(of("MXNet", "mxnet"));
        }
        libraries.add(of("ONNX Runtime", "onnxruntime"));
        libraries.add(of("AWS CRT", "aws-crt-jni"));
        libraries.add(of("JNA", "jnidispatch"));
        return libraries;
    }

    private static Library of(String what, String name) {
        var folders = Stream.of(System.getProperty("java.library.path", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
        return new Library(what, System.mapLibraryName(name), folders);
    }

    @Override
    public Finding look() {
        var found = folders.stream()
                .map(folder -> folder.resolve(file).toAbsolutePath())
                .filter(Files::exists)
                .findFirst();
        if (found.isEmpty()) {
            return Finding.bad(
                    file + " is not in " + folders + "; start EdgeLens with bin/edgelens, or unpack its zip again");
        }
        var path = found.get();
        try {
            System.load(path.toString());
            return Finding.good(path.toString());
        } catch (UnsatisfiedLinkError e) {
            return Finding.bad(path + " does not load: " + e.getMessage(), "ldd " + path, "uname -m; ldd --version");
        }
    }
}
