package io.edgelens.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgelens.frame.Frame;
import io.edgelens.frame.Jpeg;
import io.edgelens.frame.JpegHeader;
import io.edgelens.frame.OpenCvJpeg;
import io.edgelens.model.ModelCard;
import io.edgelens.model.Observation;
import io.edgelens.model.Observation.Timings;
import io.edgelens.model.Prediction;
import io.edgelens.testing.Pictures;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;

class OverlayTest {

    @ParameterizedTest
    @CsvSource({"858, 480", "1280, 720", "1920, 1080"})
    void thePictureHasTheSizeAskedForAndALegibleCaption(int width, int height) throws IOException {
        var grey = Pictures.frame(1, 640, 360, new Scalar(128, 128, 128));
        var jpeg = draw(width, height, 0, grey, Prediction.of("cat", 0.93f));

        assertThat(JpegHeader.of(jpeg.bytes(), jpeg.bytes().length)).isEqualTo(new JpegHeader(width, height));
        // White letters at the left of the dark band, their height a good 4 % of the picture's.
        var letters = rowsWith(jpeg, new Rect(0, height * 8 / 9, width / 3, height / 9), 220);
        assertThat(letters / (double) height).isBetween(0.035, 0.08);
    }

    @Test
    void aNarrowPictureKeepsItsShapeBetweenBlackBars() throws IOException {
        var jpeg = draw(858, 480, 0, Pictures.frame(1, 480, 480, Pictures.GREEN), Prediction.of("cat", 0.9f));

        assertThat(colour(jpeg, 60, 100)).isEqualTo("black");
        assertThat(colour(jpeg, 430, 100)).isEqualTo("green");
        assertThat(colour(jpeg, 800, 100)).isEqualTo("black");
    }

    @Test
    void theBarIsAsLongAsTheProbability() throws IOException {
        var half = draw(858, 480, 0, Pictures.frame(1, 858, 480, Pictures.BLUE), Prediction.of("cat", 0.5f));
        int y = 480 - 480 / 9 + 1;

        assertThat(colour(half, 400, y)).isNotEqualTo(colour(half, 460, y));
    }

    @Test
    void belowTheThresholdTheLabelIsUnknown() throws IOException {
        var unknown = draw(858, 480, 0.5, blue(), Prediction.of("unknown", 0.51f));
        var unsure = draw(858, 480, 0.5, blue(), Prediction.of("cat", 0.49f));
        var sure = draw(858, 480, 0.5, blue(), Prediction.of("cat", 0.51f));
        var label = new Rect(0, 440, 300, 40);

        assertThat(difference(unknown, unsure, label)).isLessThan(difference(unknown, sure, label) / 4);
    }

    @Test
    void theFrameStaysAsItWas() throws IOException {
        try (var frame = Pictures.frame(1, 858, 480, Pictures.RED);
                var overlay = new Overlay(858, 480, 90, 0, new OpenCvJpeg())) {
            overlay.draw(frame, observation(frame, Prediction.of("cat", 0.9f)));

            assertThat(frame.atLeast(1, 1).get(479, 5)).containsExactly(0, 0, 255);
        }
    }

    @Test
    void aCardWithLongLinesStaysInsideThePicture() throws IOException {
        try (var overlay = new Overlay(858, 480, 90, 0, new OpenCvJpeg())) {
            var words = "very long words ".repeat(20).strip();
            var jpeg = overlay.card(Pictures.stamp(1), "No picture from the camera", words, List.of(words));

            assertThat(rowsWith(jpeg, new Rect(830, 0, 28, 480), 150)).isZero();
            assertThat(rowsWith(jpeg, new Rect(60, 130, 700, 200), 150)).isGreaterThan(40);
        }
    }

    private static Frame blue() {
        return Pictures.frame(1, 858, 480, Pictures.BLUE);
    }

    private static Jpeg draw(int width, int height, double threshold, Frame frame, Prediction top) throws IOException {
        try (var overlay = new Overlay(width, height, 90, threshold, new OpenCvJpeg());
                frame) {
            return overlay.draw(frame, observation(frame, top));
        }
    }

    private static Observation observation(Frame frame, Prediction top) {
        return new Observation(
                frame.stamp(), List.of(top), new Timings(0, 0, 0), new ModelCard("m", "1", "00", "MXNet"));
    }

    private static Mat pixels(Jpeg jpeg) throws IOException {
        return new OpenCvJpeg().decode(jpeg.bytes(), jpeg.bytes().length, 1);
    }

    private static String colour(Jpeg jpeg, int x, int y) throws IOException {
        var picture = pixels(jpeg);
        var bgr = picture.get(y, x);
        picture.release();
        if (bgr[0] + bgr[1] + bgr[2] < 60) {
            return "black";
        }
        if (bgr[0] > bgr[1] && bgr[0] > bgr[2]) {
            return "blue";
        }
        return bgr[1] > bgr[2] ? "green" : "red";
    }

    /** In how many rows of a part there is something at least so bright. */
    private static int rowsWith(Jpeg jpeg, Rect part, double bright) throws IOException {
        var picture = pixels(jpeg);
        var cut = picture.submat(part).clone().reshape(1);
        int rows = 0;
        for (int y = 0; y < cut.rows(); y++) {
            if (Core.minMaxLoc(cut.row(y)).maxVal >= bright) {
                rows++;
            }
        }
        cut.release();
        picture.release();
        return rows;
    }

    private static double difference(Jpeg a, Jpeg b, Rect part) throws IOException {
        var one = pixels(a);
        var two = pixels(b);
        double distance = Core.norm(one.submat(part), two.submat(part), Core.NORM_L1);
        one.release();
        two.release();
        return distance;
    }
}
