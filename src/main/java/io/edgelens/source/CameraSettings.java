package io.edgelens.source;

import io.edgelens.config.Section;
import java.util.List;

/**
 * Which camera, and what is asked of it.
 *
 * @param source where frames come from; see {@link Sources}
 * @param width in pixels, what a device is asked for
 * @param height in pixels
 * @param fps frames a second: what a device is asked for, and the pace of pictures that have none of their own
 * @param format {@code MJPG} or {@code YUYV}, what a device is asked for
 */
public record CameraSettings(String source, int width, int height, int fps, String format) {

    public static CameraSettings from(Section section) {
        return new CameraSettings(
                section.text("source", "/dev/video0", Sources.allowed(), Sources::fault),
                section.number("width", 1280, 16, 8192),
                section.number("height", 720, 16, 8192),
                section.number("fps", 30, 1, 240),
                section.oneOf("format", "MJPG", List.of("MJPG", "YUYV")));
    }
}
