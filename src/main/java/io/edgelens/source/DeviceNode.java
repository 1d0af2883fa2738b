package io.edgelens.source;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the system says of a video device without opening it, and from that why it may not work. Used once per outage
 * and by nothing that is in a hurry.
 *
 * @param name as configured, perhaps a link under {@code /dev/v4l}
 * @param node the device itself
 */
public record DeviceNode(Path name, Path node) {

    private static final Path SYSTEM = Path.of("/sys/class/video4linux");

    /**
     * The device that a setting names.
     *
     * @throws OutageException if there is none, or this user may not use it
     */
    public static DeviceNode usable(String source) throws OutageException {
        var name = Path.of(source);
        try {
            var device = new DeviceNode(name, name.toRealPath());
            device.requireRights();
            return device;
        } catch (IOException e) {
            throw e instanceof OutageException outage ? outage : absent(name, "There is no camera at " + name);
        }
    }

    /** The outage of a device whose node is not there. */
    static OutageException absent(Path name, String reason) {
        var others = others();
        return new OutageException(
                reason,
                "The camera is not plugged in.",
                others.isEmpty()
                        ? "Its driver is not loaded: no other camera is there either."
                        : "It is another one; there are " + String.join(", ", others));
    }

    /** The cameras there are, each with its name: {@code /dev/video2 (USB Camera)}. */
    public static List<String> others() {
        var found = new TreeSet<String>();
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(SYSTEM, "video*")) {
            for (var device : devices) {
                if (!"1".equals(read(device.resolve("index")))) {
                    found.add("/dev/" + device.getFileName() + " (" + read(device.resolve("name")) + ")");
                }
            }
        } catch (IOException e) {
            // No driver, no folder.
        }
        return List.copyOf(found);
    }

    private void requireRights() throws OutageException {
        if (Files.isReadable(node) && Files.isWritable(node)) {
            return;
        }
        var user = System.getProperty("user.name");
        var group = group();
        throw new OutageException(
                "The user " + user + " may not use " + name,
                group.equals("root")
                        ? "The device belongs to root alone: sudo chgrp video " + node + " && sudo chmod g+rw " + node
                        : "The user is not in the group " + group + ": sudo usermod -aG " + group + " " + user
                                + ", then start EdgeLens anew.");
    }

    /** The group whose members may use it. */
    public String group() {
        try {
            return Files.readAttributes(node, PosixFileAttributes.class).group().getName();
        } catch (IOException e) {
            return "video";
        }
    }

    /** Whether the node is still there. */
    boolean isThere() {
        return Files.exists(node, LinkOption.NOFOLLOW_LINKS);
    }

    /** What the driver calls the camera, as in {@code USB Camera}; nothing if it says nothing. */
    public Optional<String> camera() {
        return Optional.of(read(SYSTEM.resolve(node.getFileName()).resolve("name")))
                .filter(text -> !text.isEmpty());
    }

    /** Why a device that is there and may be used did not open. */
    OutageException refused() {
        if (!isThere()) {
            return absent(name, "The camera at " + name + " is gone again");
        }
        var users = users();
        if (!users.isEmpty()) {
            return new OutageException(
                    "The camera at " + name + " is used by another program: " + String.join(", ", users),
                    "Stop that program, or give EdgeLens another camera.");
        }
        var index = read(SYSTEM.resolve(node.getFileName()).resolve("index"));
        if (!index.isEmpty() && !index.equals("0")) {
            return new OutageException(
                    name + " is not the camera itself, but the second node of one",
                    "Take its first node, usually the number before.");
        }
        return new OutageException(
                "The camera at " + name + " does not open",
                "Another program uses it; as another user one does not see which: sudo fuser -v " + node,
                "It is not a capture device: v4l2-ctl -d " + node + " --all");
    }

    /** The programs that have it open, as far as this user may see: {@code mplayer (4711)}. */
    public List<String> users() {
        var users = new ArrayList<String>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (holds(process)) {
                    users.add((isThis(process) ? "EdgeLens itself" : read(process.resolve("comm"))) + " ("
                            + process.getFileName() + ")");
                }
            }
        } catch (IOException e) {
            // No /proc, no names.
        }
        return users;
    }

    private static boolean isThis(Path process) {
        return process.getFileName()
                .toString()
                .equals(String.valueOf(ProcessHandle.current().pid()));
    }

    private boolean holds(Path process) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (var descriptor : descriptors) {
                if (Files.readSymbolicLink(descriptor).equals(node)) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // Somebody else's process, or one that has just ended.
        }
        return false;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
