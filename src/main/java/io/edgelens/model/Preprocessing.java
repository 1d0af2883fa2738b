package io.edgelens.model;

import io.edgelens.frame.Frame;
import io.edgelens.frame.OpenCv;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * Makes a network's input of a frame: cut, resized, RGB, normalised, planar. Follows the arguments of DJL's image
 * translators: {@code width}, {@code height}, {@code resize} (squash, the default), {@code centerCrop}, {@code toTensor}
 * (divides by 255, the default) and {@code normalize} (false, true for ImageNet's, or three means and three standard
 * deviations in units of the tensor). Reuses its buffers: for one thread.
 */
final class Preprocessing implements AutoCloseable {

    /** Of ImageNet, for RGB in 0..1, as torchvision, GluonCV and DJL have them. */
    private static final float[] IMAGENET = {0.485f, 0.456f, 0.406f, 0.229f, 0.224f, 0.225f};

    private static final float[] NONE = {0, 0, 0, 1, 1, 1};

    private final int width;
    private final int height;
    private final boolean centerCrop;
    /** The input's value for each of the 256 values of each channel, in RGB order. */
    private final float[][] values = new float[3][256];

    private final Mat resized = new Mat();
    private final byte[] bgr;
    private final float[] planar;
    private final FloatBuffer input;

    private Preprocessing(int width, int height, boolean centerCrop, boolean unit, float[] normalize) {
        this.width = width;
        this.height = height;
        this.centerCrop = centerCrop;
        for (int channel = 0; channel < 3; channel++) {
            for (int v = 0; v < 256; v++) {
                values[channel][v] = ((unit ? v / 255f : v) - normalize[channel]) / normalize[channel + 3];
            }
        }
        bgr = new byte[3 * width * height];
        planar = new float[bgr.length];
        input = ByteBuffer.allocateDirect(Float.BYTES * bgr.length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    static Preprocessing of(ModelDirectory directory) throws BadModelException {
        return new Preprocessing(
                directory.number("width", 224, 4096),
                directory.number("height", 224, 4096),
                directory.flag("centerCrop", false),
                directory.flag("toTensor", true),
                normalize(directory));
    }

    private static float[] normalize(ModelDirectory directory) throws BadModelException {
        var text = directory.property("normalize", "false");
        if (text.equals("false")) {
            return NONE;
        }
        if (text.equals("true")) {
            return IMAGENET;
        }
        var numbers = numbers(text);
        if (numbers.length == 6 && numbers[3] > 0 && numbers[4] > 0 && numbers[5] > 0) {
            return numbers;
        }
        throw new BadModelException(
                "%s: normalize must be true, false or three means and three standard deviations above 0, but is '%s'"
                        .formatted(directory.path().resolve("serving.properties"), text));
    }

    private static float[] numbers(String text) {
        try {
            var parts = Arrays.stream(text.split(","))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            var numbers = new float[parts.length];
            for (int i = 0; i < parts.length; i++) {
                numbers[i] = (float) parts[i];
            }
            return numbers;
        } catch (NumberFormatException e) {
            return new float[0];
        }
    }

    /** The input's shape. */
    long[] shape() {
        return new long[] {1, 3, height, width};
    }

    /** The frame's pixels, as many as the input is made of; any thread may ask for them. */
    Mat pixels(Frame frame) throws IOException {
        return centerCrop ? frame.atLeast(wideEnough(frame), tallEnough(frame)) : frame.atLeast(width, height);
    }

    /** The network's input for {@code frame}; good until the next call. */
    FloatBuffer of(Frame frame) throws IOException {
        var picture = pixels(frame);
        var part = centerCrop ? middle(picture) : new Rect(0, 0, picture.cols(), picture.rows());
        var cut = picture.submat(part);
        try {
            // Averaging every source pixel when shrinking keeps a small picture free of aliasing.
            int interpolation = part.width > width ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR;
            Imgproc.resize(cut, resized, new Size(width, height), 0, 0, interpolation);
        } finally {
            OpenCv.release(cut);
        }
        resized.get(0, 0, bgr);
        return normalised();
    }

    /** The input of a picture that is black all over, for a first run. */
    FloatBuffer black() {
        Arrays.fill(bgr, (byte) 0);
        return normalised();
    }

    private FloatBuffer normalised() {
        int plane = width * height;
        for (int i = 0, p = 0; p < plane; p++, i += 3) {
            planar[p] = values[0][bgr[i + 2] & 0xFF];
            planar[plane + p] = values[1][bgr[i + 1] & 0xFF];
            planar[2 * plane + p] = values[2][bgr[i] & 0xFF];
        }
        input.clear();
        input.put(planar).flip();
        return input;
    }

    private int wideEnough(Frame frame) {
        return Math.round((float) width * frame.width() / Math.min(frame.width(), frame.height() * width / height));
    }

    private int tallEnough(Frame frame) {
        return Math.round((float) height * frame.height() / Math.min(frame.height(), frame.width() * height / width));
    }

    /** The largest part in the middle of {@code picture} that has the input's proportions. */
    private Rect middle(Mat picture) {
        int w = Math.min(picture.cols(), picture.rows() * width / height);
        int h = Math.min(picture.rows(), picture.cols() * height / width);
        return new Rect((picture.cols() - w) / 2, (picture.rows() - h) / 2, w, h);
    }

    @Override
    public void close() {
        OpenCv.release(resized);
    }
}
