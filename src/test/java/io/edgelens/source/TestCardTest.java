package io.edgelens.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgelens.frame.Frame;
import org.junit.jupiter.api.Test;
import org.opencv.core.Core;
import org.opencv.core.Mat;

class TestCardTest {

    @Test
    void itHasTheSizeAskedForAndEachPictureDiffers() throws Exception {
        try (var source = Opened.source("testcard");
                Frame first = source.next();
                Frame second = source.next()) {
            assertThat(first.width()).isEqualTo(320);
            assertThat(first.height()).isEqualTo(240);
            assertThat(second.stamp().number()).isEqualTo(2);
            assertThat(Core.norm(first.atLeast(1, 1), second.atLeast(1, 1))).isPositive();
            assertThat(source.description()).isEqualTo("test card 320x240 at 240/s");
        }
    }

    @Test
    void itsFramesOutliveIt() throws Exception {
        Frame frame;
        try (var source = Opened.source("testcard")) {
            frame = source.next();
        }
        try (frame) {
            Mat pixels = frame.atLeast(320, 240);
            assertThat(pixels.get(10, 5)).as("the first bar").containsExactly(191, 191, 191);
        }
    }
}
