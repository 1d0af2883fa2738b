package io.edgelens.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgelens.testing.Pictures;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JpegHeaderTest {

    private final byte[] jpeg = Pictures.jpeg(640, 360, Pictures.RED);

    @Test
    void theSizeIsReadWithoutDecoding() throws BadPictureException {
        assertThat(JpegHeader.of(jpeg, jpeg.length)).isEqualTo(new JpegHeader(640, 360));
    }

    @Test
    void paddingAfterTheEndIsLegal() throws BadPictureException {
        var padded = Arrays.copyOf(jpeg, jpeg.length + 1000);

        assertThat(JpegHeader.of(padded, padded.length)).isEqualTo(new JpegHeader(640, 360));
    }

    @Test
    void bytesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> JpegHeader.of(new byte[5000], 5000))
                .hasMessage("not a JPEG: it does not begin with an SOI marker");
    }

    @Test
    void aTruncatedPictureIsRefused() {
        assertThatThrownBy(() -> JpegHeader.of(jpeg, jpeg.length / 2))
                .hasMessage("a truncated JPEG: its end is missing");
    }

    @Test
    void aPictureTooLargeIsRefusedBeforeItIsDecoded() {
        var huge = jpeg.clone();
        int sof = indexOfSof(huge);
        Arrays.fill(huge, sof + 5, sof + 9, (byte) 0xFF);

        assertThatThrownBy(() -> JpegHeader.of(huge, huge.length))
                .hasMessage("too large a picture: 65535×65535 pixels, and the most is 67 million");
    }

    /** A hostile camera or stream may send anything: the answer is a size or a refusal, never another exception. */
    @Test
    void whateverTheBytesNothingElseIsThrown() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            var mangled = Arrays.copyOf(jpeg, 5 + random.nextInt(jpeg.length - 5));
            for (int k = 0; k < 20; k++) {
                mangled[random.nextInt(Math.min(mangled.length, 700))] = (byte) random.nextInt(256);
            }
            mangled[0] = (byte) 0xFF;
            mangled[1] = (byte) 0xD8;
            mangled[mangled.length - 2] = (byte) 0xFF;
            mangled[mangled.length - 1] = (byte) 0xD9;
            try {
                assertThat(JpegHeader.of(mangled, mangled.length).width()).isPositive();
            } catch (BadPictureException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    private static int indexOfSof(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if ((bytes[i] & 0xFF) == 0xFF && (bytes[i + 1] & 0xFF) == 0xC0) {
                return i;
            }
        }
        throw new AssertionError("no SOF0");
    }
}
