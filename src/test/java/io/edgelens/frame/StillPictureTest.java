package io.edgelens.frame;

import static io.edgelens.testing.Pictures.GREEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgelens.testing.Pictures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

class StillPictureTest {

    private static final OpenCvJpeg CODEC = new OpenCvJpeg();

    @ParameterizedTest
    @ValueSource(strings = {".jpg", ".png", ".bmp", ".webp"})
    void everyFormatGivesItsPixels(String ending) throws Exception {
        try (var frame = frame(Pictures.encoded(ending, 33, 21, GREEN))) {
            assertThat(frame.width()).isEqualTo(33);
            assertThat(frame.height()).isEqualTo(21);
            assertThat(frame.atLeast(33, 21).get(10, 10)[1]).isGreaterThan(250);
        }
    }

    @Test
    void aLosslessWebpDeclaresItsSizeToo() throws Exception {
        var lossless = Pictures.encoded(".webp", 300, 17, GREEN, new MatOfInt(Imgcodecs.IMWRITE_WEBP_QUALITY, 101));

        assertThat(StillHeader.of(lossless)).isEqualTo(new StillHeader("WebP", 300, 17));
    }

    @ParameterizedTest
    @CsvSource({".jpg, JPEG", ".png, PNG", ".bmp, BMP", ".webp, WebP"})
    void aTruncatedPictureIsRefused(String ending, String kind) {
        var whole = Pictures.encoded(ending, 320, 240, GREEN);
        var piece = Arrays.copyOf(whole, whole.length - 14);

        assertThatThrownBy(() -> frame(piece))
                .isInstanceOf(BadPictureException.class)
                .hasMessage("a truncated " + kind + ": its end is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {".png", ".bmp", ".webp"})
    void aPictureThatEndsWithinItsHeaderIsRefused(String ending) {
        var whole = Pictures.encoded(ending, 320, 240, GREEN);

        for (int length = 12; length < 30; length++) {
            var piece = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> frame(piece)).isInstanceOf(BadPictureException.class);
        }
    }

    @Test
    void aDamagedPictureIsRefused() {
        var png = Pictures.encoded(".png", 320, 240, GREEN);
        Arrays.fill(png, 40, png.length - 20, (byte) 0x55);

        assertThatThrownBy(() -> frame(png))
                .isInstanceOf(BadPictureException.class)
                .hasMessage("a damaged PNG: it cannot be decoded");
    }

    @Test
    void aBombIsRefusedByWhatItsHeaderDeclares() {
        var png = Pictures.encoded(".png", 8, 8, GREEN);
        ByteBuffer.wrap(png).putInt(16, 50_000).putInt(20, 50_000);

        assertThatThrownBy(() -> frame(png))
                .hasMessage("too large a picture: 50000×50000 pixels, and the most is 67 million");
    }

    @Test
    void aBmpFromTopToBottomIsAPictureToo() throws Exception {
        var bmp = Pictures.encoded(".bmp", 8, 6, GREEN);
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(22, -6);

        try (var frame = frame(bmp)) {
            assertThat(frame.height()).isEqualTo(6);
        }
    }

    @Test
    void impossibleSizesAreRefused() {
        var png = Pictures.encoded(".png", 8, 8, GREEN);
        ByteBuffer.wrap(png).putInt(16, -1);

        assertThatThrownBy(() -> frame(png)).hasMessage("not a usable PNG: it declares -1×8 pixels");
    }

    @Test
    void whatIsNoPictureIsRefused() {
        assertThatThrownBy(() -> frame(new byte[0])).hasMessage("it is empty");
        assertThatThrownBy(() -> frame("<html>".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .hasMessage("neither a JPEG nor a PNG, BMP or WebP");
        assertThatThrownBy(() -> frame(new byte[] {'B', 'M'})).isInstanceOf(BadPictureException.class);
    }

    private static Frame frame(byte[] bytes) throws BadPictureException {
        return StillPicture.frame(Pictures.stamp(1), bytes, CODEC);
    }
}
