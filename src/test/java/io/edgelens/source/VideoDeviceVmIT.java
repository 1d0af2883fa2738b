package io.edgelens.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgelens.testing.Background;
import io.edgelens.testing.Pictures;
import io.edgelens.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.Scalar;

/**
 * Video devices with real drivers, uvcvideo and vivid, in a virtual machine that has this machine's own files. Each test
 * boots it once, plays through everything that can happen to a camera, and looks at what {@link Watch} said. Skipped
 * where there is no QEMU.
 */
class VideoDeviceVmIT {

    private static final long MOST_SECONDS = 240;
    /** What the machine's script ends with after so long. */
    private static final int TIMED_OUT = 124;

    /** Runs in the guest: {@code await REGEX} returns when Watch has said that since the last await. */
    private static final String PLAY = """
            await() {
              for i in $(seq 400); do
                tail -n +$((seen + 1)) /run/log | grep -qE "$1" && { seen=$(wc -l < /run/log); return; }
                sleep 0.1
              done
              echo "NEVER SAID $1" >> /run/log
            }
            gone() { while [ -e /dev/video0 ]; do sleep 0.1; done; }
            camera() { echo "- $*" >> /run/log; seen=$(wc -l < /run/log); echo "$*" > /run/uvc.ctl; }
            watch() {
              mkfifo /run/in
              $AS java @ARGUMENTS@ $1 < /run/in >> /run/log 2>&1 &
              watched=$!
              exec 8> /run/in
            }
            end() {
              exec 8>&-
              await CLOSED
              rm /run/in
            }
            echo "GUEST IS UP"
            seen=0
            touch /run/log
            tail -f /run/log &
            shown=$!
            """;

    private static final String END = """
            end
            sleep 1
            kill $shown
            """;

    @TempDir
    Path folder;

    private final List<String> checksums = new ArrayList<>();

    @BeforeEach
    void drawPictures() throws IOException {
        for (int i = 0; i < 5; i++) {
            var jpeg = Pictures.jpeg(640, 480, new Scalar(50 * i, 200, 255 - 50 * i));
            Files.write(folder.resolve(i + ".jpg"), jpeg);
            var crc = new CRC32();
            crc.update(jpeg);
            checksums.add(Long.toHexString(crc.getValue()));
        }
    }

    @Test
    void aUsbCameraMayBeBusyAndUnpluggedAndPluggedInAgain() throws Exception {
        var name = "/dev/v4l/by-id/usb-Simulated_Camera-video-index0";
        var said = boot(Map.of("VM_UVC", folder + ":15:640x480"), List.of(name, 640, 480, 15), """
                mkdir -p /dev/v4l/by-id
                ln -s ../../video0 %s
                python3 -c '
                import fcntl, struct, time
                camera = open("/dev/video0", "r+b", buffering=0)
                fcntl.ioctl(camera, 0xC0145608, struct.pack("IIII4x", 4, 1, 1, 0))
                print("HOLDING", flush=True)
                time.sleep(300)' >> /run/log &
                holder=$!
                await HOLDING
                watch MJPG
                await "LOST .* used by another program"
                kill $holder
                await "FRAME [0-9]* 640x480 JPEG"
                await "FRAME"
                kill -STOP $watched
                sleep 3
                kill -CONT $watched
                await "FRAME"
                await "FRAME"
                camera unplug
                await "LOST .* unplugged"
                camera plug
                await "FRAME"
                camera unplug
                await "LOST .* unplugged"
                sleep 2
                camera plug
                await "FRAME"
                """.formatted(name));

        assertThat(events(said))
                .containsExactly(
                        "LOST The camera at " + name + " is used by another program: python3",
                        "DELIVERING MJPG 640x480 at 15/s from " + name + " (Simulated UVC Camera: Simulated)",
                        "LOST The camera at " + name + " was unplugged",
                        "DELIVERING MJPG 640x480 at 15/s from " + name + " (Simulated UVC Camera: Simulated)",
                        "LOST The camera at " + name + " was unplugged",
                        "DELIVERING MJPG 640x480 at 15/s from " + name + " (Simulated UVC Camera: Simulated)");
        assertThat(frames(said))
                .as("the camera's own bytes")
                .isNotEmpty()
                .allMatch(frame -> checksums.stream().anyMatch(crc -> frame.contains("JPEG crc=" + crc)));
        assertThat(frames(said).stream().map(frame -> Integer.parseInt(frame.replaceFirst(".*age=(-?\\d+).*", "$1"))))
                .as("milliseconds since capture, although the program stood still for three seconds")
                .allMatch(age -> age < 2000);
        assertThat(said.stream().filter(line -> line.contains("DELIVERING")).map(line -> line.replaceAll(".*fds=", "")))
                .as("open descriptors")
                .containsOnly(said.stream()
                        .filter(line -> line.contains("DELIVERING"))
                        .findFirst()
                        .orElseThrow()
                        .replaceAll(".*fds=", ""));
    }

    @Test
    void aUsbCameraMayBeAbsentAndStallAndSendRubbish() throws Exception {
        var said = boot(Map.of("VM_UVC", folder + ":15:640x480"), List.of("/dev/video0", 640, 480, 15), """
                echo unplug > /run/uvc.ctl
                gone
                watch MJPG
                await "LOST There is no camera"
                camera plug
                await "FRAME"
                camera stall
                await "LOST .* sends no pictures"
                camera resume
                await "FRAME"
                camera corrupt 5
                await "bad pictures"
                await "FRAME"
                camera garbage 100
                await "LOST"
                await "FRAME"
                camera empty 5
                await "FRAME"
                await "FRAME"
                camera stall
                sleep 1
                """);

        var usb = "DELIVERING MJPG 640x480 at 15/s from /dev/video0 (Simulated UVC Camera: Simulated)";
        assertThat(events(said))
                .containsExactly(
                        "LOST There is no camera at /dev/video0",
                        usb,
                        "LOST The camera at /dev/video0 is there but sends no pictures",
                        usb,
                        "LOST The camera sends no usable pictures: not a JPEG: it does not begin with an SOI marker",
                        usb);
        assertThat(frames(said))
                .as("good pictures only")
                .isNotEmpty()
                .allMatch(frame -> checksums.stream().anyMatch(crc -> frame.contains("JPEG crc=" + crc)));
    }

    @Test
    void aCameraWithoutMjpgGivesPixelsToWhoMayUseIt() throws Exception {
        var said = boot(Map.of(), List.of("/dev/video0", 640, 360, 30), """
                chgrp video /dev/video0
                chmod 660 /dev/video0
                for path in ${CLASSPATH//:/ }; do
                  while path=$(dirname "$path"); [ "$path" != / ] && [[ $seen_paths != *" $path "* ]]; do
                    seen_paths+=" $path "
                    chmod a+rx "$path"
                  done
                done
                AS="setpriv --reuid nobody --regid nogroup --clear-groups" watch MJPG
                await "LOST The user nobody may not use /dev/video0"
                chmod a+rw /dev/video0
                await "FRAME [0-9]* 640x360 BGR"
                await "FRAME"
                end
                watch YUYV
                await "FRAME [0-9]* 640x360 BGR"
                await "FRAME"
                """);

        var vivid = " 640x360 at 30/s from /dev/video0 (vivid-000-vid-cap)";
        assertThat(events(said))
                .containsExactly(
                        "LOST The user nobody may not use /dev/video0",
                        "DELIVERING BGR3" + vivid + ", asked for MJPG 640x360 at 30/s",
                        "DELIVERING YUYV" + vivid);
    }

    private List<String> boot(Map<String, String> environment, List<Object> watch, String play) throws Exception {
        var script = Shared.path("camera-vm/run-vm.sh").toAbsolutePath().normalize();
        assumeTrue(
                Tools.has("qemu-system-x86_64", "cpio", "depmod", "modprobe", "apt-get", "python3"),
                "there is no QEMU, kmod, cpio or Debian on this machine");
        var arguments = String.join(" ", Tools.watchArguments(watch.toArray()));
        var job = "CLASSPATH=" + System.getProperty("java.class.path") + "\n" + PLAY.replace("@ARGUMENTS@", arguments)
                + play + END;
        var builder = new ProcessBuilder("bash", script.toString(), "--sh", job).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("VM_TIMEOUT", String.valueOf(MOST_SECONDS));
        builder.environment().put("VM_SETUP", exports());
        var machine = builder.start();
        try {
            var output = Background.start(
                    () -> machine.inputReader().lines().map(String::strip).toList());
            assertThat(machine.waitFor(MOST_SECONDS + 30, TimeUnit.SECONDS))
                    .as("the machine ends")
                    .isTrue();
            var said = output.result();
            assumeTrue(
                    machine.exitValue() != TIMED_OUT,
                    () -> "this machine is too slow for a virtual one, which got as far as " + said);
            assumeTrue(said.contains("GUEST IS UP"), () -> "the virtual machine does not start here: " + said);
            assertThat(said)
                    .as("what was waited for was said")
                    .noneMatch(line -> line.startsWith("NEVER SAID"))
                    .anyMatch(line -> line.contains("CLOSED"));
            return said;
        } finally {
            machine.destroy();
        }
    }

    private static String exports() {
        var exports = new StringBuilder();
        Tools.environment()
                .forEach((name, value) -> exports.append("export ")
                        .append(name)
                        .append('=')
                        .append(value)
                        .append('\n'));
        return exports.toString();
    }

    private static final Pattern EVENT = Pattern.compile("@\\d+ ((LOST|DELIVERING) .*)");

    /** How it went, without times, process numbers and causes. */
    private static List<String> events(List<String> said) {
        return said.stream()
                .map(EVENT::matcher)
                .filter(Matcher::matches)
                .map(event -> event.group(1).replaceFirst(" \\| .*| fds=.*", "").replaceFirst(" \\(\\d+\\)$", ""))
                .toList();
    }

    private static List<String> frames(List<String> said) {
        return said.stream().filter(line -> line.contains(" FRAME ")).toList();
    }
}
