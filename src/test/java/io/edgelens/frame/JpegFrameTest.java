package io.edgelens.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgelens.testing.Pictures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opencv.core.Mat;

class JpegFrameTest {

    private final List<Integer> decoded = new ArrayList<>();
    private final OpenCvJpeg openCv = new OpenCvJpeg();

    /** The real codec, and a note of what it was asked. */
    private final JpegCodec codec = new JpegCodec() {
        @Override
        public Mat decode(byte[] jpeg, int length, int denominator) throws BadPictureException {
            decoded.add(denominator);
            return openCv.decode(jpeg, length, denominator);
        }

        @Override
        public byte[] encode(Mat bgr, int quality) {
            return openCv.encode(bgr, quality);
        }
    };

    private final byte[] jpeg = Pictures.jpeg(1280, 720, Pictures.BLUE);

    @Test
    void nothingIsDecodedUntilSomebodyAsks() throws IOException {
        try (var frame = frame(jpeg)) {
            assertThat(frame.width()).isEqualTo(1280);
            assertThat(frame.height()).isEqualTo(720);
        }
        assertThat(decoded).isEmpty();
    }

    @Test
    void theSmallestScaleThatSufficesIsDecoded() throws IOException {
        try (var frame = frame(jpeg)) {
            var small = frame.atLeast(128, 90);

            assertThat(small.cols()).isEqualTo(160);
            assertThat(small.rows()).isEqualTo(90);
            assertThat(small.get(45, 80)[0]).isGreaterThan(250);
        }
        assertThat(decoded).containsExactly(8);
    }

    @Test
    void aLargerWishIsDecodedAnewAndASmallerOneIsNot() throws IOException {
        try (var frame = frame(jpeg)) {
            frame.atLeast(128, 128);
            assertThat(frame.atLeast(858, 480).cols()).isEqualTo(1280);
            assertThat(frame.atLeast(128, 128).cols()).isEqualTo(1280);
        }
        assertThat(decoded).containsExactly(4, 1);
    }

    @Test
    void closingTwiceIsHarmless() throws IOException {
        var frame = frame(jpeg);
        frame.atLeast(10, 10);
        frame.close();
        frame.close();
    }

    @Test
    void bytesBetweenTheMarkersThatAreNoPictureAreRefused() {
        var hollow = Arrays.copyOf(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xDA}, 500);
        hollow[498] = (byte) 0xFF;
        hollow[499] = (byte) 0xD9;

        assertThatThrownBy(() -> frame(hollow)).hasMessage("not a JPEG: it declares no size");
    }

    private Frame frame(byte[] bytes) throws IOException {
        return new JpegFrame(Pictures.stamp(1), bytes, bytes.length, codec);
    }
}
