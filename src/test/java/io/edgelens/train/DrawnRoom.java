package io.edgelens.train;

import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Scalar;
import org.opencv.imgproc.Imgproc;

/** A room with a window, a door and a table: nobody in it. */
final class DrawnRoom {

    private DrawnRoom() {}

    /** As a camera sees it, wider than high; the caller releases it. */
    static Mat draw() {
        var room = new Mat(720, 1280, CvType.CV_8UC3, new Scalar(190, 205, 210));
        fill(room, 0, 500, 1280, 720, new Scalar(70, 105, 140));
        fill(room, 150, 100, 450, 330, new Scalar(235, 215, 180));
        Imgproc.line(room, new Point(300, 100), new Point(300, 330), new Scalar(250, 250, 250), 10);
        Imgproc.line(room, new Point(150, 215), new Point(450, 215), new Scalar(250, 250, 250), 10);
        fill(room, 950, 140, 1130, 500, new Scalar(60, 90, 120));
        fill(room, 480, 430, 850, 460, new Scalar(40, 65, 95));
        fill(room, 500, 460, 520, 640, new Scalar(40, 65, 95));
        fill(room, 810, 460, 830, 640, new Scalar(40, 65, 95));
        return room;
    }

    private static void fill(Mat room, int left, int top, int right, int bottom, Scalar colour) {
        Imgproc.rectangle(room, new Point(left, top), new Point(right, bottom), colour, Imgproc.FILLED);
    }
}
