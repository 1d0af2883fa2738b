package io.edgelens.train;

import io.edgelens.frame.OpenCv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** Pictures that a test can draw and a small network can tell apart: a filled disc, or stripes, or nothing but colour. */
final class DrawnShapes {

    private static final int SIDE = 64;

    private DrawnShapes() {}

    /** Draws {@code each} pictures for each label into a folder of its own. */
    static Path draw(Path folder, int each, List<String> labels, long seed) throws IOException {
        OpenCv.load();
        var random = new Random(seed);
        for (var label : labels) {
            var directory = Files.createDirectories(folder.resolve(label));
            for (int i = 0; i < each; i++) {
                var picture = draw(label, random);
                Imgcodecs.imwrite(
                        directory.resolve("drawn_%03d.png".formatted(i)).toString(), picture);
                picture.release();
            }
        }
        return folder;
    }

    /** One picture; the caller releases it. */
    static Mat draw(String label, Random random) {
        var picture = new Mat(SIDE, SIDE, CvType.CV_8UC3, colour(random, 0));
        var ink = colour(random, 150);
        switch (label) {
            case "disc" ->
                Imgproc.circle(
                        picture,
                        new Point(26 + random.nextInt(12), 26 + random.nextInt(12)),
                        14 + random.nextInt(8),
                        ink,
                        Imgproc.FILLED);
            case "stripes" -> {
                for (int y = random.nextInt(6); y < SIDE; y += 12) {
                    Imgproc.line(picture, new Point(0, y), new Point(SIDE, y), ink, 5);
                }
            }
            default -> picture.setTo(ink);
        }
        return picture;
    }

    private static Scalar colour(Random random, int least) {
        return new Scalar(least + random.nextInt(80), least + random.nextInt(80), least + random.nextInt(80));
    }
}
