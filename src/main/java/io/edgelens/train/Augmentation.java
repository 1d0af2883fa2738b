package io.edgelens.train;

import io.edgelens.frame.OpenCv;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * Makes of a good picture one as a camera might have taken it: turned a little, mirrored, soft, coarse, compressed,
 * in another light, in colours of another camera or in none, noisy, dark, partly hidden. Whatever tells the sources of
 * the pictures apart (sharpness, above all) thus tells nothing about the class. Owns scratch memory; one thread only.
 */
final class Augmentation implements AutoCloseable {

    private static final int NOISE = 1 << 16;

    private final Normalization normalization;
    private final Mat source = new Mat();
    private final Mat shown = new Mat();
    private final Mat coarse = new Mat();
    private final Mat turn = new Mat(2, 3, CvType.CV_64F);
    private final float[] noise = new float[NOISE];
    private final float[][] light = new float[3][256];
    private byte[] pixels = new byte[0];

    Augmentation(Normalization normalization) {
        this.normalization = normalization;
        var random = new Random(5);
        for (int i = 0; i < NOISE; i++) {
            noise[i] = (float) random.nextGaussian();
        }
    }

    /**
     * Writes one picture of {@code size}×{@code size}, degraded, to {@code into} from {@code offset} on:
     * [3, size, size], normalised.
     *
     * @param picture RGB, {@code side}×{@code side}
     * @param view which part of it to show, give or take a few pixels
     */
    void degraded(byte[] picture, int side, View view, int size, SplittableRandom random, float[] into, int offset) {
        if (source.rows() != side) {
            source.create(side, side, CvType.CV_8UC3);
        }
        source.put(0, 0, picture);
        place(view, size, random);
        soften(size, random);
        compress(random);
        int count = size * size * 3;
        if (pixels.length != count) {
            pixels = new byte[count];
        }
        shown.get(0, 0, pixels);
        develop(size, random, into, offset);
        hide(size, random, into, offset);
    }

    /** Cuts the view out, mirrored or not, now and then turned by some degrees. */
    private void place(View view, int size, SplittableRandom random) {
        double shake = 0.04;
        double width = view.width() * (1 + shake * even(random));
        double height = view.height() * (1 + shake * even(random));
        double x = view.x() + view.width() * (0.5 + shake * even(random));
        double y = view.y() + view.height() * (0.5 + shake * even(random));
        double angle = random.nextDouble() < 0.25 ? Math.toRadians(10) * even(random) : 0;
        double mirror = random.nextBoolean() ? -1 : 1;
        double a = width / size * mirror * Math.cos(angle);
        double b = -height / size * Math.sin(angle);
        double c = width / size * mirror * Math.sin(angle);
        double d = height / size * Math.cos(angle);
        double half = (size - 1) / 2.0;
        turn.put(0, 0, a, b, x - 0.5 - (a + b) * half, c, d, y - 0.5 - (c + d) * half);
        Imgproc.warpAffine(
                source,
                shown,
                turn,
                new Size(size, size),
                Imgproc.INTER_LINEAR | Imgproc.WARP_INVERSE_MAP,
                Core.BORDER_REFLECT_101,
                new Scalar(0));
    }

    /** Takes sharpness away: by fewer pixels, or out of focus, or moved. */
    private void soften(int size, SplittableRandom random) {
        double choice = random.nextDouble();
        if (choice < 0.2) {
            double fewer = Math.round(size * (0.4 + 0.45 * random.nextDouble()));
            Imgproc.resize(shown, coarse, new Size(fewer, fewer), 0, 0, Imgproc.INTER_AREA);
            int back = random.nextInt(4) == 0 ? Imgproc.INTER_NEAREST : Imgproc.INTER_LINEAR;
            Imgproc.resize(coarse, shown, new Size(size, size), 0, 0, back);
        } else if (choice < 0.3) {
            double radius = 0.4 + 1.2 * random.nextDouble();
            Imgproc.GaussianBlur(shown, shown, new Size(0, 0), radius);
        } else if (choice < 0.34) {
            int length = 2 + random.nextInt(4);
            Imgproc.blur(shown, shown, random.nextBoolean() ? new Size(length, 1) : new Size(1, length));
        }
    }

    private void compress(SplittableRandom random) {
        if (random.nextDouble() < 0.12) {
            var encoded = new MatOfByte();
            var quality = new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, 10 + random.nextInt(60));
            Imgcodecs.imencode(".jpg", shown, encoded, quality);
            var decoded = Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_COLOR);
            decoded.copyTo(shown);
            OpenCv.release(decoded);
            OpenCv.release(encoded);
            OpenCv.release(quality);
        }
    }

    /** Light, contrast, colour, noise; and from bytes to normalised numbers, plane by plane. */
    private void develop(int size, SplittableRandom random, float[] into, int offset) {
        boolean dark = random.nextDouble() < 0.08;
        float saturation = random.nextDouble() < 0.08 ? 0 : (float) (1 + 0.5 * even(random));
        expose(dark, random);
        float deviation = 0;
        if (dark || random.nextDouble() < 0.15) {
            deviation = 12 * random.nextFloat();
        }
        int area = size * size;
        int at = random.nextInt(NOISE);
        for (int p = 0, q = 0; p < area; p++, q += 3) {
            int red = pixels[q] & 0xFF;
            int green = pixels[q + 1] & 0xFF;
            int blue = pixels[q + 2] & 0xFF;
            float grey = 0.299f * red + 0.587f * green + 0.114f * blue;
            into[offset + p] = light[0][inRange(grey + saturation * (red - grey))];
            into[offset + area + p] = light[1][inRange(grey + saturation * (green - grey))];
            into[offset + 2 * area + p] = light[2][inRange(grey + saturation * (blue - grey))];
        }
        if (deviation > 0) {
            for (int channel = 0; channel < 3; channel++) {
                float factor = deviation * normalization.scale(channel);
                int start = offset + channel * area;
                for (int p = 0; p < area; p++) {
                    into[start + p] += factor * noise[at++ & (NOISE - 1)];
                }
            }
        }
    }

    /** Fills the tables that take a byte of a channel to a normalised number in the light of this picture. */
    private void expose(boolean dark, SplittableRandom random) {
        double gain = dark ? 0.15 + 0.45 * random.nextDouble() : 1 + 0.3 * even(random);
        double contrast = 1 + 0.35 * even(random);
        double gamma = Math.exp(0.3 * even(random));
        for (int channel = 0; channel < 3; channel++) {
            double tint = 1 + 0.12 * even(random);
            for (int value = 0; value < 256; value++) {
                double bent = 255 * Math.pow(value / 255.0, gamma);
                double seen = (128 + (bent - 128) * contrast) * gain * tint;
                light[channel][value] = normalization.of(channel, (float) Math.min(255, Math.max(0, seen)));
            }
        }
    }

    /** Covers a rectangle with one colour, now and then. */
    private static void hide(int size, SplittableRandom random, float[] into, int offset) {
        if (random.nextDouble() >= 0.15) {
            return;
        }
        int width = (int) (size * (0.12 + 0.28 * random.nextDouble()));
        int height = (int) (size * (0.12 + 0.28 * random.nextDouble()));
        int x = random.nextInt(size - width);
        int y = random.nextInt(size - height);
        for (int channel = 0; channel < 3; channel++) {
            float colour = (float) (1.5 * even(random));
            for (int row = y; row < y + height; row++) {
                int start = offset + (channel * size + row) * size + x;
                Arrays.fill(into, start, start + width, colour);
            }
        }
    }

    /** Writes the whole picture as it is to {@code into} from {@code offset} on: [3, size, size], normalised. */
    void plain(byte[] picture, int side, int size, float[] into, int offset) {
        if (source.rows() != side) {
            source.create(side, side, CvType.CV_8UC3);
        }
        source.put(0, 0, picture);
        int how = size < side ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR;
        Imgproc.resize(source, shown, new Size(size, size), 0, 0, how);
        int area = size * size;
        if (pixels.length != area * 3) {
            pixels = new byte[area * 3];
        }
        shown.get(0, 0, pixels);
        for (int p = 0, q = 0; p < area; p++) {
            for (int channel = 0; channel < 3; channel++) {
                into[offset + channel * area + p] = normalization.of(channel, pixels[q++] & 0xFF);
            }
        }
    }

    private static int inRange(float value) {
        return value <= 0 ? 0 : value >= 255 ? 255 : (int) value;
    }

    /** A number from -1 to 1, all equally likely. */
    private static double even(SplittableRandom random) {
        return random.nextDouble() * 2 - 1;
    }

    @Override
    public void close() {
        OpenCv.release(source);
        OpenCv.release(shown);
        OpenCv.release(coarse);
        OpenCv.release(turn);
    }
}
