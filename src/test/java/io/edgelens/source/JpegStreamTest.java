package io.edgelens.source;

import static io.edgelens.testing.Pictures.BLUE;
import static io.edgelens.testing.Pictures.GREEN;
import static io.edgelens.testing.Pictures.RED;
import static io.edgelens.testing.Pictures.jpeg;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgelens.frame.BadPictureException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class JpegStreamTest {

    private final byte[] red = jpeg(64, 48, RED);
    private final byte[] green = jpeg(96, 48, GREEN);
    private final byte[] blue = jpeg(128, 48, BLUE);

    @Test
    void picturesOneAfterAnotherComeOutAsTheyWentIn() throws Exception {
        var stream = stream(1 << 20, red, green, blue);

        assertThat(stream.next()).isEqualTo(red);
        assertThat(stream.next()).isEqualTo(green);
        assertThat(stream.next()).isEqualTo(blue);
        assertThat(stream.next()).isNull();
    }

    @Test
    void itDoesNotMatterHowTheBytesArrive() throws Exception {
        for (int atOnce : new int[] {1, 2, 3, 7, 64}) {
            var stream = stream(atOnce, red, text("\r\n--edge\r\n\r\n"), green);

            assertThat(stream.next()).isEqualTo(red);
            assertThat(stream.next()).isEqualTo(green);
            assertThat(stream.next()).isNull();
        }
    }

    @Test
    void whatStandsBetweenPicturesIsPassedOver() throws Exception {
        var stream = stream(
                1000,
                text("--edge\r\nContent-Type: image/jpeg\r\nContent-Length: 12\r\n\r\n"),
                red,
                text("\r\n\r\n----edge\nX-Odd: \u00ff\u00d8 here\n\n"),
                green,
                new byte[5000]);

        assertThat(stream.next()).isEqualTo(red);
        assertThat(stream.next()).isEqualTo(green);
        assertThat(stream.next()).isNull();
    }

    @Test
    void aThumbnailInsideAPictureIsPartOfIt() throws Exception {
        var withThumbnail = join(
                Arrays.copyOf(red, 2),
                new byte[] {(byte) 0xFF, (byte) 0xE1, (byte) ((green.length + 2) >> 8), (byte) (green.length + 2)},
                green,
                Arrays.copyOfRange(red, 2, red.length));
        var stream = stream(100, withThumbnail, blue);

        assertThat(stream.next()).isEqualTo(withThumbnail);
        assertThat(stream.next()).isEqualTo(blue);
    }

    @Test
    void aPictureCutOffIsNamedAndTheNextOneIsGood() throws Exception {
        for (int left = 3; left < red.length; left += 37) {
            var stream = stream(1000, Arrays.copyOf(red, left), text("\r\n--edge\r\n\r\n"), green, blue);

            byte[] good = null;
            int bad = 0;
            while (good == null) {
                try {
                    good = stream.next();
                } catch (BadPictureException e) {
                    bad++;
                }
            }
            assertThat(bad).as("bad with %s bytes left", left).isBetween(1, 2);
            assertThat(good).as("good after %s bytes", left).isEqualTo(green);
        }
    }

    @Test
    void aPictureCutOffInItsDataCostsNoOther() throws Exception {
        var stream = stream(1000, Arrays.copyOf(red, red.length - 20), green);

        assertThatThrownBy(stream::next)
                .isInstanceOf(BadPictureException.class)
                .hasMessageStartingWith("a truncated JPEG: the next one begins at byte");
        assertThat(stream.next()).isEqualTo(green);
    }

    @Test
    void anEndInTheMiddleIsATruncatedPicture() {
        var stream = stream(1000, Arrays.copyOf(red, red.length - 2));

        assertThatThrownBy(stream::next)
                .isInstanceOf(BadPictureException.class)
                .hasMessage("a truncated JPEG: the stream ends in the middle of it");
        assertThat(noFurther(stream)).isTrue();
    }

    private static boolean noFurther(JpegStream stream) {
        try {
            return stream.next() == null;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMegabyteWithoutAPictureIsSaid() throws Exception {
        var stream = stream(1 << 16, new byte[(1 << 20) + (1 << 17)], red);

        assertThatThrownBy(stream::next)
                .isInstanceOf(BadPictureException.class)
                .hasMessage("a megabyte of data without a JPEG in it");
        assertThat(stream.next()).isEqualTo(red);
    }

    @Test
    void aPictureWithoutEndDoesNotTakeAllTheMemory() throws Exception {
        var head = Arrays.copyOf(red, red.length - 2);
        var stream = stream(1 << 18, head, new byte[JpegStream.LARGEST], green);

        assertThatThrownBy(stream::next).hasMessage("too large a picture: more than 8 MiB");
        assertThat(stream.next()).isEqualTo(green);
    }

    @Test
    void ofSeveralPicturesThatHaveArrivedTheNewestIsGiven() throws Exception {
        var stream = stream(1 << 20, red, green, blue);

        assertThat(stream.newest()).isEqualTo(blue);
        assertThat(stream.newest()).isNull();
    }

    @Test
    void aBadPictureBehindAGoodOneIsSaidAfterIt() throws Exception {
        var stream = stream(1 << 20, red, Arrays.copyOf(green, green.length - 20), blue);

        assertThat(stream.newest()).isEqualTo(red);
        assertThatThrownBy(stream::newest).isInstanceOf(BadPictureException.class);
        assertThat(stream.newest()).isEqualTo(blue);
    }

    @Test
    void theNewestIsNotWaitedFor() throws Exception {
        var bytes = join(red, Arrays.copyOf(green, green.length - 1));
        var calls = new int[1];
        var stream = new JpegStream((buffer, offset, length) -> {
            assertThat(calls[0]++).as("reads").isZero();
            System.arraycopy(bytes, 0, buffer, offset, bytes.length);
            return bytes.length;
        });

        assertThat(stream.newest()).isEqualTo(red);
    }

    private static JpegStream stream(int atOnce, byte[]... parts) {
        var in = new ByteArrayInputStream(join(parts));
        return new JpegStream((buffer, offset, length) -> in.read(buffer, offset, Math.min(atOnce, length)));
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
