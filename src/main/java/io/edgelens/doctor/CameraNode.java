package io.edgelens.doctor;

import com.sun.jna.LastErrorException;
import io.edgelens.doctor.Finding.Mark;
import io.edgelens.source.DeviceNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether the device is there, is a camera, and is this user's and nobody else's to use. */
record CameraNode(Subject subject) implements Check.Look {

    private static final int EBUSY = 16;

    /** Whether what it found lets somebody open it. */
    boolean allowsUse() throws IOException {
        var mark = look().mark();
        return mark == Mark.GOOD || mark == Mark.SILENT;
    }

    @Override
    public Finding look() throws IOException {
        var source = subject.camera().source();
        if (!source.startsWith("/dev/")) {
            return Finding.NOTHING;
        }
        var name = Path.of(source);
        if (!Files.exists(name)) {
            return absent(name);
        }
        var device = new DeviceNode(name, name.toRealPath());
        if (!Files.isReadable(device.node()) || !Files.isWritable(device.node())) {
            return forbidden(device);
        }
        return opened(device);
    }

    private Finding absent(Path name) {
        var others = DeviceNode.others();
        if (others.isEmpty()) {
            return Finding.bad(
                    "there is no " + name + ", nor any other camera",
                    "lsusb  # is it plugged in?",
                    subject.command() + " run -s camera.source=testcard  # works without one");
        }
        return Finding.bad(
                "there is no " + name + "; there are " + String.join(", ", others),
                subject.command() + " run -s camera.source=" + others.get(0).replaceFirst(" .*", ""));
    }

    private Finding forbidden(DeviceNode device) throws IOException {
        var user = User.ofThisProcess(subject.command());
        var group = device.group();
        var text = "the user " + user.name() + " may not use " + device.name();
        if (group.equals("root")) {
            return Finding.bad(
                    text + ", which belongs to root alone",
                    "sudo chgrp video " + device.node() + " && sudo chmod g+rw " + device.node(),
                    "sudo usermod -aG video " + user.name());
        }
        return user.willBeIn(group)
                ? Finding.bad(
                        text + " yet: it was added to the group " + group + " after it logged in",
                        "exec su - " + user.name(),
                        "sudo systemctl restart greengrass  # where Greengrass runs EdgeLens")
                : Finding.bad(
                        text + ", because it is not in the group " + group,
                        "sudo usermod -aG " + group + " " + user.name());
    }

    private static Finding opened(DeviceNode device) {
        try (var open = V4l2.open(device.node().toString())) {
            if (!open.capturesPictures()) {
                return Finding.bad(
                        device.name() + " gives no pictures; it is another node of " + open.card(),
                        "ls -l /dev/v4l/by-id/  # the one that ends in index0 is the camera");
            }
            var users = device.users();
            return users.isEmpty() ? Finding.good(open.card() + " at " + device.name()) : busy(device, users);
        } catch (LastErrorException e) {
            return e.getErrorCode() == EBUSY
                    ? busy(device, device.users())
                    : Finding.bad(
                            device.name() + " is no camera, or does not answer: " + e.getMessage(),
                            "v4l2-ctl --list-devices");
        }
    }

    private static Finding busy(DeviceNode device, List<String> users) {
        var ours = users.stream().filter(CameraNode::isEdgeLens).findFirst();
        if (ours.isPresent()) {
            return Finding.hint("EdgeLens runs and uses " + device.name() + ": " + ours.get()
                    + "; while it does, no picture is taken");
        }
        return Finding.bad(
                device.name() + " is used by another program"
                        + (users.isEmpty() ? ", of another user" : ": " + String.join(", ", users)),
                "sudo fuser -v " + device.node(),
                "sudo fuser -k " + device.node() + "  # ends it");
    }

    /** @param user such as {@code java (4711)} */
    private static boolean isEdgeLens(String user) {
        return ProcessHandle.of(Long.parseLong(user.replaceFirst(".*\\((\\d+)\\)$", "$1")))
                .flatMap(process -> process.info().commandLine())
                .filter(command -> command.contains("edgelens.jar"))
                .isPresent();
    }
}
