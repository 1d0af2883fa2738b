package io.edgelens.sink;

import io.edgelens.config.Section;
import java.nio.file.Path;
import java.util.List;

/**
 * What is shown, where, and how often.
 *
 * @param fifo where the pictures go
 * @param resolution what they are scaled to
 * @param quality of the JPEGs, 1 to 100
 * @param fps pictures a second at most
 */
public record DisplaySettings(Path fifo, Resolution resolution, int quality, int fps) {

    /** The sizes there are, by the names people use for them. */
    public enum Resolution {
        P480("480p", 858, 480),
        P720("720p", 1280, 720),
        P1080("1080p", 1920, 1080);

        private final String text;
        private final int width;
        private final int height;

        Resolution(String text, int width, int height) {
            this.text = text;
            this.width = width;
            this.height = height;
        }

        /** In pixels. */
        public int width() {
            return width;
        }

        /** In pixels. */
        public int height() {
            return height;
        }

        @Override
        public String toString() {
            return text;
        }

        private static Resolution of(String text) {
            return List.of(values()).stream()
                    .filter(resolution -> resolution.text.equals(text))
                    .findFirst()
                    .orElseThrow();
        }
    }

    public static DisplaySettings from(Section section) {
        return new DisplaySettings(
                Path.of(section.text("fifo", "/tmp/results.mjpeg")),
                Resolution.of(section.oneOf("resolution", "480p", List.of("480p", "720p", "1080p"))),
                section.number("quality", 80, 1, 100),
                section.number("fps", 30, 1, 240));
    }
}
