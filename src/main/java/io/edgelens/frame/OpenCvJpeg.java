package io.edgelens.frame;

import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

/** The codec built into OpenCV: there on every machine, without SIMD on x86-64. */
public final class OpenCvJpeg implements JpegCodec {

    @Override
    public Mat decode(byte[] jpeg, int length, int denominator) throws BadPictureException {
        var bytes = new Mat(1, length, org.opencv.core.CvType.CV_8UC1);
        try {
            bytes.put(0, 0, jpeg.length == length ? jpeg : java.util.Arrays.copyOf(jpeg, length));
            var picture = Imgcodecs.imdecode(bytes, flags(denominator) | Imgcodecs.IMREAD_IGNORE_ORIENTATION);
            if (picture.empty()) {
                OpenCv.release(picture);
                throw new BadPictureException("a JPEG that cannot be decoded");
            }
            return picture;
        } finally {
            OpenCv.release(bytes);
        }
    }

    private static int flags(int denominator) {
        return switch (denominator) {
            case 1 -> Imgcodecs.IMREAD_COLOR;
            case 2 -> Imgcodecs.IMREAD_REDUCED_COLOR_2;
            case 4 -> Imgcodecs.IMREAD_REDUCED_COLOR_4;
            case 8 -> Imgcodecs.IMREAD_REDUCED_COLOR_8;
            default -> throw new IllegalArgumentException("no such scale: 1/" + denominator);
        };
    }

    @Override
    public byte[] encode(Mat bgr, int quality) {
        var parameters = new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality);
        var encoded = new MatOfByte();
        try {
            if (!Imgcodecs.imencode(".jpg", bgr, encoded, parameters)) {
                throw new IllegalStateException("OpenCV cannot encode " + bgr);
            }
            return encoded.toArray();
        } finally {
            OpenCv.release(encoded);
            OpenCv.release(parameters);
        }
    }
}
