package io.edgelens;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code mvn package} made: the zips as a device gets them, and the folder for this machine, started for real. */
class DistributionIT {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path LAUNCHER = TARGET.resolve("edgelens/bin/edgelens");

    /** What every Linux with glibc has. */
    private static final Set<String> SYSTEM = Set.of(
            "libc.so.6",
            "libm.so.6",
            "libdl.so.2",
            "librt.so.1",
            "libpthread.so.0",
            "libgcc_s.so.1",
            "libstdc++.so.6",
            "ld-linux-x86-64.so.2",
            "ld-linux-aarch64.so.1");

    enum Platform {
        X86_64("linux-x86_64", Elf.X86_64, 100_000_000),
        AARCH64("linux-aarch64", Elf.AARCH64, 60_000_000);

        private final String text;
        private final int machine;
        private final long largest;

        Platform(String text, int machine, long largest) {
            this.text = text;
            this.machine = machine;
            this.largest = largest;
        }

        Path zip() {
            return TARGET.resolve("edgelens-" + text + ".zip");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theZipIsNoLargerThanPlanned(Platform platform) throws IOException {
        assertThat(Files.size(platform.zip())).isLessThanOrEqualTo(platform.largest);
    }

    @ParameterizedTest
    @EnumSource
    void everyLibraryIsForItsMachineAndFindsWhatItNeeds(Platform platform) throws IOException {
        try (var zip = FileSystems.newFileSystem(platform.zip())) {
            var libraries = new TreeMap<String, Elf>();
            for (var file : list(zip.getPath("edgelens/native"))) {
                libraries.put(file.getFileName().toString(), Elf.of(Files.readAllBytes(file)));
            }
            var names = libraries.values().stream().map(Elf::name).collect(Collectors.toSet());
            assertThat(libraries)
                    .containsKeys(
                            "libopencv_java490.so",
                            "libonnxruntime.so",
                            "libonnxruntime4j_jni.so",
                            "libaws-crt-jni.so",
                            "libjnidispatch.so")
                    .allSatisfy((name, elf) -> {
                        assertThat(elf.machine()).isEqualTo(platform.machine);
                        assertThat(elf.needed()).allMatch(needed -> names.contains(needed) || SYSTEM.contains(needed));
                        assertThat(elf.paths()).allMatch(path -> path.matches("(\\$ORIGIN|\\$\\{ORIGIN}|/).*"));
                    });
            assertThat(libraries.containsKey("libmxnet.so")).isEqualTo(platform == Platform.X86_64);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noJarHasNativeCodeAndTheMainOneNamesThemAll(Platform platform, @TempDir Path unpacked) throws IOException {
        var jars = new ArrayList<String>();
        try (var zip = FileSystems.newFileSystem(platform.zip())) {
            for (var jar : list(zip.getPath("edgelens/lib"))) {
                jars.add(jar.getFileName().toString());
                Files.copy(jar, unpacked.resolve(jar.getFileName().toString()));
            }
        }
        for (var jar : jars) {
            try (var file = new JarFile(unpacked.resolve(jar).toFile())) {
                assertThat(file.stream().map(entry -> entry.getName()))
                        .as(jar)
                        .noneMatch(name -> name.matches(".*\\.(so(\\.\\d+)*|dll|dylib|jnilib|a|pdb)"));
            }
        }
        try (var main = new JarFile(unpacked.resolve("edgelens.jar").toFile())) {
            var named = main.getManifest().getMainAttributes().getValue("Class-Path");
            jars.remove("edgelens.jar");
            assertThat(named.split(" ")).containsExactlyInAnyOrderElementsOf(jars);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLauncherIsExecutable(Platform platform) throws IOException {
        try (var zip = FileSystems.newFileSystem(platform.zip(), Map.of("enablePosixFileAttributes", true))) {
            assertThat(Files.getPosixFilePermissions(zip.getPath("edgelens/bin/edgelens")))
                    .contains(PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);
        }
    }

    /** So that one commit makes one zip, byte by byte, wherever it is built. */
    @ParameterizedTest
    @EnumSource
    void nothingInTheZipTellsWhenItWasBuilt(Platform platform) throws IOException {
        var times = new ArrayList<Long>();
        try (var zip = FileSystems.newFileSystem(platform.zip())) {
            for (var folder : List.of("edgelens/bin", "edgelens/lib", "edgelens/native")) {
                for (var file : list(zip.getPath(folder))) {
                    times.add(Files.getLastModifiedTime(file).toMillis());
                }
            }
        }
        assertThat(times).hasSizeGreaterThan(10).containsOnly(times.get(0));
    }

    @Test
    void saysItsVersion() throws Exception {
        var ended = run(Map.of(), LAUNCHER, "--version");
        assertThat(ended).isEqualTo(new Ended(0, "edgelens " + version() + "\n", ""));
    }

    @Test
    void aMistakeIsExitCodeTwo() throws Exception {
        var ended = run(Map.of(), LAUNCHER, "runn");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("runn");
    }

    @Test
    void startsThroughALinkInAFolderWithABlank(@TempDir Path elsewhere) throws Exception {
        var folder = Files.createDirectory(elsewhere.resolve("my programs"));
        var link = Files.createSymbolicLink(folder.resolve("watch"), LAUNCHER);
        var ended = run(Map.of(), link, "--version");
        Files.delete(link);
        assertThat(ended.out()).isEqualTo("edgelens " + version() + "\n");
    }

    @Test
    void anOldJavaIsPassedOver(@TempDir Path old) throws Exception {
        var java = Files.createDirectories(old.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        assertThat(run(Map.of("JAVA_HOME", old.toString()), LAUNCHER, "--version")
                        .code())
                .isZero();
    }

    @Test
    void classesComeFromTheArchive() throws Exception {
        var ended = run(Map.of("EDGELENS_JAVA_OPTS", "-Xlog:class+load:stderr"), LAUNCHER, "--version");
        assertThat(ended.err()).contains("io.edgelens.EdgeLens source: shared objects file (top)");
    }

    @Test
    void anArchiveOfAnotherJavaIsNotMentioned(@TempDir Path folder) throws Exception {
        var archive = Files.write(folder.resolve("other.jsa"), new byte[100_000]);
        var ended = run(Map.of("EDGELENS_CDS", archive.toString()), LAUNCHER, "--version");
        assertThat(ended).isEqualTo(new Ended(0, "edgelens " + version() + "\n", ""));
    }

    @Test
    void leavesNothingBehind(@TempDir Path home) throws Exception {
        var options = "-Djava.io.tmpdir=" + home + " -Duser.home=" + home;
        run(Map.of("EDGELENS_JAVA_OPTS", options, "HOME", home.toString()), LAUNCHER, "--help");
        assertThat(home).isEmptyDirectory();
    }

    private record Ended(int code, String out, String err) {}

    /** Runs a command to its end, with an environment as bare as a service manager's. */
    private static Ended run(Map<String, String> environment, Path program, String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(List.of(arguments));
        var err = Files.createTempFile("edgelens", ".err");
        var builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        var process = builder.start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        var said = Files.readString(err);
        Files.delete(err);
        return new Ended(process.exitValue(), out, said);
    }

    private static String version() throws IOException {
        try (var jar = new JarFile(TARGET.resolve("edgelens/lib/edgelens.jar").toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
