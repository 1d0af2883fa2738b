package io.edgelens.train;

import io.edgelens.frame.OpenCv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * All pictures, decoded once and kept on the Java heap: squashed to squares of {@code side} pixels, as the camera
 * path does, 3 bytes a pixel, RGB, row by row.
 */
final class Pictures {

    private final int side;
    private final List<PictureFolder.Item> items;
    private final List<byte[]> pixels;

    private Pictures(int side, List<PictureFolder.Item> items, List<byte[]> pixels) {
        this.side = side;
        this.items = items;
        this.pixels = pixels;
    }

    /**
     * Decodes all pictures of the folder. One that cannot be decoded is left out, and {@code broken} hears its file and
     * the reason.
     */
    static Pictures decode(PictureFolder folder, int side, BiConsumer<Path, String> broken) {
        var items = new ArrayList<PictureFolder.Item>();
        var pixels = new ArrayList<byte[]>();
        for (var item : folder.items()) {
            try {
                pixels.add(decode(Files.readAllBytes(item.file()), side));
                items.add(item);
            } catch (IOException e) {
                broken.accept(item.file(), String.valueOf(e.getMessage()));
            }
        }
        return new Pictures(side, items, pixels);
    }

    /**
     * Decodes one picture and squashes it to a square.
     *
     * @throws IOException if the bytes are no picture that OpenCV knows
     */
    static byte[] decode(byte[] file, int side) throws IOException {
        if (file.length == 0) {
            throw new IOException("the file is empty");
        }
        var encoded = new MatOfByte(file);
        var picture = Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_COLOR);
        var square = new Mat();
        try {
            if (picture.empty()) {
                throw new IOException("this is no picture, or a broken one");
            }
            boolean shrink = picture.cols() > side && picture.rows() > side;
            Imgproc.resize(
                    picture, square, new Size(side, side), 0, 0, shrink ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR);
            Imgproc.cvtColor(square, square, Imgproc.COLOR_BGR2RGB);
            var pixels = new byte[side * side * 3];
            square.get(0, 0, pixels);
            return pixels;
        } finally {
            OpenCv.release(encoded);
            OpenCv.release(picture);
            OpenCv.release(square);
        }
    }

    int size() {
        return items.size();
    }

    int side() {
        return side;
    }

    PictureFolder.Item item(int index) {
        return items.get(index);
    }

    int label(int index) {
        return items.get(index).label();
    }

    /** The picture's own bytes, not a copy. */
    byte[] pixels(int index) {
        return pixels.get(index);
    }
}
