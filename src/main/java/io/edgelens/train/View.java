package io.edgelens.train;

import java.util.SplittableRandom;

/** A part of a square picture, in pixels: its upper left corner and its size. */
record View(int x, int y, int width, int height) {

    /** A view shows at least this share of the picture. */
    private static final double SMALLEST = 0.3;

    /** The longest a view's sides may differ, beyond the picture's own. */
    private static final double STRETCH = 4.0 / 3;

    /** View 0 is the whole picture; each other number is a part, the same for the same picture and number. */
    static View of(int side, int picture, int number) {
        return number == 0
                ? new View(0, 0, side, side)
                : random(side, new SplittableRandom(1_000_003L * picture + number));
    }

    /** A random part, at least 30 % of the picture. */
    static View random(int side, SplittableRandom random) {
        while (true) {
            double area = SMALLEST + (1 - SMALLEST) * random.nextDouble();
            double stretch = Math.exp((random.nextDouble() * 2 - 1) * Math.log(STRETCH));
            int width = (int) Math.round(side * Math.sqrt(area * stretch));
            int height = (int) Math.round(side * Math.sqrt(area / stretch));
            if (width <= side && height <= side) {
                return new View(random.nextInt(side + 1 - width), random.nextInt(side + 1 - height), width, height);
            }
        }
    }
}
