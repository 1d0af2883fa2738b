package io.edgelens.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a device offers, against what it is asked for. */
record CameraFormats(Subject subject) implements Check.Look {

    @Override
    public Finding look() throws IOException {
        var camera = subject.camera();
        if (!camera.source().startsWith("/dev/")
                || new CameraNode(subject).look().isBad()) {
            return Finding.NOTHING;
        }
        try (var device = V4l2.open(Path.of(camera.source()).toRealPath().toString())) {
            var formats = device.formats();
            var offered = formats.entrySet().stream().map(CameraFormats::line).collect(Collectors.joining("; "));
            var wanted = camera.width() + "x" + camera.height();
            var sizes = formats.getOrDefault(camera.format(), List.of());
            if (!formats.isEmpty() && !formats.containsKey(camera.format())) {
                return Finding.hint("no " + camera.format() + ", which is asked for; it offers " + offered);
            }
            boolean listed = sizes.stream().allMatch(size -> size.matches("\\d+x\\d+")) && !sizes.isEmpty();
            return listed && !sizes.contains(wanted)
                    ? Finding.hint(camera.format() + " not at " + wanted + ", which is asked for; it offers " + offered)
                    : Finding.good(offered);
        }
    }

    private static String line(Map.Entry<String, List<String>> format) {
        return format.getKey()
                + format.getValue().stream().map(size -> " " + size).collect(Collectors.joining(","));
    }
}
