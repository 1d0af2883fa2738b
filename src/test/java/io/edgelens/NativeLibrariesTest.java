package io.edgelens;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opencv.core.Core;
import software.amazon.awssdk.crt.CRT;

/** Each library with native code takes it from {@code java.library.path}, as unpacked by the build, and nowhere else. */
class NativeLibrariesTest {
    private static final Path NATIVES = Path.of(System.getProperty("java.library.path"));

    @Test
    void openCvLoadsInPlace() throws IOException {
        System.loadLibrary(Core.NATIVE_LIBRARY_NAME);
        assertThat(mapped("libopencv_java490.so")).containsExactly(NATIVES.resolve("libopencv_java490.so"));
    }

    @Test
    void jnaLoadsInPlace() throws IOException {
        assertThat(Native.POINTER_SIZE).isEqualTo(8);
        assertThat(mapped("libjnidispatch.so")).containsExactly(NATIVES.resolve("libjnidispatch.so"));
    }

    @Test
    void everyEngineLoadsInPlace() throws IOException {
        assertThat(Engine.getEngine("OnnxRuntime").getVersion()).startsWith("1.21");
        assertThat(mapped("libonnxruntime.so")).containsExactly(NATIVES.resolve("libonnxruntime.so"));
        if (Files.exists(NATIVES.resolve("libmxnet.so"))) {
            assertThat(Engine.getEngine("MXNet").getVersion()).startsWith("1.9");
            assertThat(mapped("libmxnet.so")).containsExactly(NATIVES.resolve("libmxnet.so"));
            assertThat(mapped("libgomp.so.1")).containsExactly(NATIVES.resolve("libgomp.so.1"));
        }
    }

    @Test
    void theAwsRuntimeLoadsInPlace() throws IOException {
        var unused = new CRT();
        assertThat(mapped("libaws-crt-jni.so")).containsExactly(NATIVES.resolve("libaws-crt-jni.so"));
    }

    /** Where the running process has mapped a library of this name from. */
    private static List<Path> mapped(String library) throws IOException {
        try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(line -> line.endsWith("/" + library))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .distinct()
                    .toList();
        }
    }
}
