package io.edgelens.source;

import static io.edgelens.source.Watched.millis;
import static io.edgelens.testing.Pictures.BLUE;
import static io.edgelens.testing.Pictures.GREEN;
import static io.edgelens.testing.Pictures.RED;
import static io.edgelens.testing.Pictures.jpeg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgelens.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Video devices through OpenCV and the C library, with a library before it that answers as an MJPG camera. Skipped
 * without a C compiler.
 */
@Timeout(60)
class VideoDeviceShimIT {

    @TempDir
    static Path built;

    private static Path shim = Path.of("");

    @TempDir
    Path pictures;

    private Path device = Path.of("");

    @BeforeAll
    static void buildTheShim() throws Exception {
        var source = Shared.path("camera-shim/v4l2shim.c");
        shim = built.resolve("v4l2shim.so");
        assumeTrue(Tools.has("gcc"), "there is no gcc on this machine");
        var compiler = new ProcessBuilder(
                        "gcc", "-O2", "-shared", "-fPIC", "-w", "-o", shim.toString(), source.toString(), "-ldl")
                .inheritIO()
                .start();
        assertThat(compiler.waitFor()).as("exit status of gcc").isZero();
    }

    /** The shim answers only opening; that the device is there is seen from a file of its name. */
    @BeforeEach
    void plugIn() throws IOException {
        device = Files.createTempFile(Path.of("/dev/shm"), "edgelens-video", "");
        write("a.jpg", jpeg(640, 480, RED));
        write("b.jpg", jpeg(640, 480, GREEN));
        write("c.jpg", jpeg(640, 480, BLUE));
    }

    @AfterEach
    void removeTheDevice() throws IOException {
        Files.deleteIfExists(device);
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(pictures.resolve(name), bytes);
    }

    private Watched watch() throws IOException {
        var program = Tools.watch(device.toString(), 640, 480, 30, "MJPG");
        program.environment().put("LD_PRELOAD", shim.toString());
        program.environment().put("V4L2SHIM_DIR", pictures.toString());
        program.environment().put("V4L2SHIM_DEV", device.toString());
        return new Watched(program);
    }

    @Test
    void theCamerasOwnBytesAreDelivered() throws Exception {
        try (var watched = watch()) {
            assertThat(watched.awaitLine("DELIVERING")).contains("MJPG 640x480 at 30/s from " + device);
            for (var picture : new String[] {"a.jpg", "b.jpg", "c.jpg", "a.jpg"}) {
                watched.awaitLine("FRAME .* 640x480 JPEG crc=" + crc(picture));
            }
            assertThat(watched.end()).contains("finished=true").contains("bad=0 outages=0");
        }
    }

    private String crc(String picture) throws IOException {
        var crc = new CRC32();
        crc.update(Files.readAllBytes(pictures.resolve(picture)));
        return Long.toHexString(crc.getValue());
    }

    @Test
    void aCameraMayBeAbsentComeGoAndComeBack() throws Exception {
        Files.delete(device);
        try (var watched = watch()) {
            watched.awaitLine("LOST There is no camera at " + device);

            Files.createFile(device);
            watched.awaitLine("DELIVERING");
            watched.awaitLine("FRAME");

            int descriptors = -1;
            for (int i = 0; i < 3; i++) {
                Files.delete(device);
                Files.createFile(pictures.resolve("unplug"));
                watched.awaitLine("LOST The camera at " + device + " was unplugged \\| The camera is not plugged in");

                Files.delete(pictures.resolve("unplug"));
                Files.createFile(device);
                var back = watched.awaitLine("DELIVERING");
                var open = Integer.parseInt(back.replaceFirst(".*fds=", ""));
                assertThat(open).isEqualTo(descriptors < 0 ? open : descriptors);
                descriptors = open;
            }
            assertThat(watched.end()).contains("outages=4");
        }
    }

    @Test
    void aStalledCameraIsGivenUpAndDeliversWhenItCan() throws Exception {
        try (var watched = watch()) {
            watched.awaitLine("FRAME 10 ");
            Files.createFile(pictures.resolve("stall"));
            watched.forget();
            var last = watched.awaitLine("LOST The camera at " + device + " is there but sends no pictures");
            Files.delete(pictures.resolve("stall"));
            var back = watched.awaitLine("DELIVERING");
            assertThat(millis(back) - millis(last)).isLessThan(4000);
        }
    }

    @Test
    void stoppingDoesNotWaitForAStalledCamera() throws Exception {
        try (var watched = watch()) {
            watched.awaitLine("FRAME 5 ");
            Files.createFile(pictures.resolve("stall"));
            watched.awaitLine("LOST");
            var end = watched.end();
            assertThat(Integer.parseInt(end.replaceFirst(".*afterMillis=(\\d+).*", "$1")))
                    .isLessThan(2600);
            assertThat(end).contains("finished=true");
        }
    }

    @Test
    void truncatedPicturesAndGarbageAreNotShown() throws Exception {
        var whole = jpeg(640, 480, BLUE);
        write("b.jpg", Arrays.copyOf(whole, whole.length / 2));
        write("c.jpg", new byte[5000]);
        try (var watched = watch()) {
            for (int i = 0; i < 5; i++) {
                watched.awaitLine("FRAME .* JPEG crc=" + crc("a.jpg"));
            }
            assertThat(watched.said())
                    .filteredOn(line -> line.contains("FRAME"))
                    .allMatch(line -> line.contains(crcUnchecked("a.jpg")));
            assertThat(watched.end()).contains("outages=0").doesNotContain("bad=0");
        }
    }

    private String crcUnchecked(String picture) {
        try {
            return crc(picture);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingButGarbageIsAnOutage() throws Exception {
        for (var picture : new String[] {"a.jpg", "b.jpg", "c.jpg"}) {
            write(picture, new byte[5000]);
        }
        try (var watched = watch()) {
            watched.awaitLine("LOST The camera sends no usable pictures: not a JPEG");
            write("a.jpg", jpeg(640, 480, RED));
            watched.awaitLine("DELIVERING");
        }
    }
}
