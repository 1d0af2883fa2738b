package io.edgelens.frame;

import java.util.List;
import java.util.Locale;
import org.opencv.core.CvException;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** The content of a picture file, JPEG, PNG, BMP or WebP. What it is shows in its bytes; many have the wrong ending. */
public final class StillPicture {

    /** How the names of such files end, in small letters. */
    public static final List<String> ENDINGS = List.of("jpg", "jpeg", "png", "bmp", "webp");

    private StillPicture() {}

    /** Whether a file of this name should be a picture. */
    public static boolean isNamedSo(String file) {
        var lower = file.toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(ending -> lower.endsWith("." + ending));
    }

    /**
     * A frame of the picture. Takes {@code bytes} over; the caller closes the result.
     *
     * @throws BadPictureException if they are no whole picture of a usable size
     */
    public static Frame frame(Stamp stamp, byte[] bytes, JpegCodec codec) throws BadPictureException {
        return isJpeg(bytes) ? new JpegFrame(stamp, bytes, bytes.length, codec) : new PixelFrame(stamp, decode(bytes));
    }

    public static boolean isJpeg(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xD8;
    }

    /**
     * The pixels of a picture that is no JPEG, as BGR. The caller releases them.
     *
     * @throws BadPictureException if {@code bytes} are no whole picture of a usable size
     */
    public static Mat decode(byte[] bytes) throws BadPictureException {
        var header = StillHeader.of(bytes);
        var encoded = new MatOfByte(bytes);
        try {
            var pixels = Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_COLOR | Imgcodecs.IMREAD_IGNORE_ORIENTATION);
            if (pixels.empty()) {
                OpenCv.release(pixels);
                throw new BadPictureException("a damaged " + header.kind() + ": it cannot be decoded");
            }
            return pixels;
        } catch (CvException e) {
            throw new BadPictureException("a damaged " + header.kind() + ": it cannot be decoded");
        } finally {
            OpenCv.release(encoded);
        }
    }
}
