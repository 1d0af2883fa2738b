package io.edgelens.source;

import io.edgelens.frame.BadPictureException;
import io.edgelens.frame.Frame;
import io.edgelens.frame.JpegFrame;
import io.edgelens.frame.OpenCv;
import io.edgelens.frame.PixelFrame;
import io.edgelens.frame.Stamp;
import java.io.IOException;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.imgproc.Imgproc;
import org.opencv.videoio.VideoCapture;
import org.opencv.videoio.VideoWriter;
import org.opencv.videoio.Videoio;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A camera on V4L2, {@code /dev/video0} or a lasting name under {@code /dev/v4l}. What an MJPG camera sends stays as it
 * is; every other format comes as BGR.
 *
 * <p>A read blocks until the driver's time-out, for which the environment must hold
 * {@code OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT=2}, in seconds; OpenCV's own is 10.
 */
final class VideoDevice implements FrameSource {

    private static final Logger LOGGER = LoggerFactory.getLogger(VideoDevice.class);

    /** One is filled while one is read; every further one would only hold older pictures. */
    private static final int BUFFERS = 2;

    /** As many as drivers queue where they do not take fewer; a machine that is too slow must still see something. */
    private static final int MOST_STALE = 4;
    /** So long without a picture is no hiccup. Below the driver's time-out, so that one of those is enough. */
    private static final long STALLED_NANOS = 1_500_000_000L;

    private final Sources.Opening opening;
    private final DeviceNode device;
    private final VideoCapture capture;
    private final String format;
    private final boolean compressed;
    private final String description;
    private final Freshness freshness;
    /** What MJPG is read into, again and again. */
    private final Mat raw = new Mat();

    private long lastPicture = System.nanoTime();

    private VideoDevice(Sources.Opening opening, DeviceNode device, VideoCapture capture) {
        this.opening = opening;
        this.device = device;
        this.capture = capture;
        var camera = opening.camera();
        ask(camera);
        this.format = fourcc((int) capture.get(Videoio.CAP_PROP_FOURCC));
        this.compressed = format.equals("MJPG") || format.equals("JPEG");
        if (compressed) {
            capture.set(Videoio.CAP_PROP_CONVERT_RGB, 0);
        }
        double fps = capture.get(Videoio.CAP_PROP_FPS);
        this.freshness = new Freshness(fps > 0 ? fps : camera.fps());
        var given = mode(
                format,
                (int) capture.get(Videoio.CAP_PROP_FRAME_WIDTH),
                (int) capture.get(Videoio.CAP_PROP_FRAME_HEIGHT),
                fps);
        var asked = mode(camera.format(), camera.width(), camera.height(), camera.fps());
        this.description = given + " from " + device.name()
                + device.camera().map(name -> " (" + name + ")").orElse("")
                + (given.equals(asked) ? "" : ", asked for " + asked);
    }

    static boolean handles(String source) {
        return source.startsWith("/dev/");
    }

    static FrameSource open(Sources.Opening opening) throws IOException {
        var device = DeviceNode.usable(opening.camera().source());
        var capture = new VideoCapture(device.node().toString(), Videoio.CAP_V4L2);
        if (!capture.isOpened()) {
            OpenCv.release(capture);
            throw device.refused();
        }
        try {
            return new VideoDevice(opening, device, capture);
        } catch (RuntimeException e) {
            OpenCv.release(capture);
            throw e;
        }
    }

    /** The format first: it decides which sizes there are, and these which rates. Refusals show when read back. */
    private void ask(CameraSettings camera) {
        var f = camera.format();
        int fourcc = VideoWriter.fourcc(f.charAt(0), f.charAt(1), f.charAt(2), f.charAt(3));
        capture.set(Videoio.CAP_PROP_FOURCC, fourcc);
        capture.set(Videoio.CAP_PROP_FRAME_WIDTH, camera.width());
        capture.set(Videoio.CAP_PROP_FRAME_HEIGHT, camera.height());
        capture.set(Videoio.CAP_PROP_FPS, camera.fps());
        capture.set(Videoio.CAP_PROP_BUFFERSIZE, BUFFERS);
    }

    private static String mode(String format, int width, int height, double fps) {
        return "%s %dx%d at %s".formatted(format, width, height, Pace.rate(fps));
    }

    private static String fourcc(int code) {
        var text = new StringBuilder(4);
        for (int i = 0; i < 4; i++) {
            text.append((char) ((code >> (8 * i)) & 0xFF));
        }
        return text.toString().strip();
    }

    @Override
    public Frame next() throws IOException, InterruptedException {
        for (int skipped = 0; ; skipped++) {
            long asked = System.nanoTime();
            boolean grabbed = capture.grab();
            long arrived = System.nanoTime();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!grabbed) {
                throw nothing(arrived - lastPicture);
            }
            lastPicture = arrived;
            long driver = Math.round(capture.get(Videoio.CAP_PROP_POS_MSEC) * 1e6);
            if (freshness.isStale(asked, arrived, driver) && skipped < MOST_STALE) {
                LOGGER.debug("a picture that had waited in the driver is passed over");
                continue;
            }
            var captured = captured(freshness.age(arrived, driver));
            try {
                return compressed ? jpeg(captured) : pixels(captured);
            } catch (CvException e) {
                throw new BadPictureException("OpenCV cannot make a picture of it");
            }
        }
    }

    /** Wall time as the driver has it; the monotonic time stays that of arrival, where our own latency begins. */
    private Stamp captured(long age) {
        var stamp = opening.stamps().get();
        return new Stamp(stamp.number(), stamp.at().minusNanos(age), stamp.nanos());
    }

    private Frame jpeg(Stamp stamp) throws IOException {
        if (!capture.retrieve(raw) || raw.empty()) {
            throw new BadPictureException("an empty picture");
        }
        if (raw.type() != CvType.CV_8UC1) {
            return bgr(stamp, raw.clone());
        }
        var bytes = new byte[(int) raw.total()];
        raw.get(0, 0, bytes);
        return new JpegFrame(stamp, bytes, bytes.length, opening.codec());
    }

    private Frame pixels(Stamp stamp) throws IOException {
        var picture = new Mat();
        try {
            if (capture.retrieve(picture) && !picture.empty()) {
                return bgr(stamp, picture);
            }
        } catch (CvException e) {
            OpenCv.release(picture);
            throw e;
        }
        OpenCv.release(picture);
        throw new BadPictureException("an empty picture");
    }

    /** Takes {@code picture} over. */
    private Frame bgr(Stamp stamp, Mat picture) throws OutageException {
        if (picture.type() == CvType.CV_8UC3) {
            return new PixelFrame(stamp, picture);
        }
        try {
            if (picture.type() != CvType.CV_8UC1) {
                throw new OutageException(
                        "The camera at " + device.name() + " sends " + format + ", which EdgeLens cannot use",
                        "Try the other camera.format: MJPG or YUYV.");
            }
            var bgr = new Mat();
            Imgproc.cvtColor(picture, bgr, Imgproc.COLOR_GRAY2BGR);
            return new PixelFrame(stamp, bgr);
        } finally {
            OpenCv.release(picture);
        }
    }

    private IOException nothing(long silentNanos) throws InterruptedException {
        if (!device.isThere()) {
            return DeviceNode.absent(device.name(), "The camera at " + device.name() + " was unplugged");
        }
        if (silentNanos >= STALLED_NANOS) {
            return new OutageException(
                    "The camera at " + device.name() + " is there but sends no pictures",
                    "It hangs: unplug it and plug it in again.",
                    "The USB port gives too little power or bandwidth: try another port, or a smaller camera.fps.");
        }
        // Refused at once, it may be refused at once again.
        Sleep.SYSTEM.millis(10);
        return new BadPictureException("the driver gave none");
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void close() {
        OpenCv.release(capture);
        OpenCv.release(raw);
    }
}
