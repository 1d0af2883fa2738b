package io.edgelens.source;

import io.edgelens.frame.Frame;
import io.edgelens.frame.JpegFrame;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of JPEG pictures one after another, or an AVI file of them, played in a loop. */
final class MjpegFile implements FrameSource {

    private final Sources.Opening opening;
    private final Path file;
    private final double fps;
    private final Pace pace;
    private FileInputStream in;
    private JpegStream pictures;
    /** Whether this pass through the file has given a good picture yet. */
    private boolean useful;

    private MjpegFile(Sources.Opening opening, Path file, double fps) throws IOException {
        this.opening = opening;
        this.file = file;
        this.fps = fps;
        this.pace = new Pace(fps);
        this.in = new FileInputStream(file.toFile());
        this.pictures = new JpegStream(in::read);
    }

    /** A FIFO may have the name of a file; it is read as one. */
    static FrameSource open(Sources.Opening opening) throws IOException, InterruptedException {
        var file = Path.of(opening.camera().source());
        if (Fifo.is(file)) {
            return Fifo.open(opening);
        }
        return new MjpegFile(opening, readable(file), opening.camera().fps());
    }

    /** An AVI file has a pace of its own. */
    static FrameSource openAvi(Sources.Opening opening) throws IOException {
        var file = readable(Path.of(opening.camera().source()));
        return new MjpegFile(opening, file, AviHeader.of(file).fps());
    }

    private static Path readable(Path file) throws OutageException {
        if (!Files.exists(file)) {
            throw new OutageException(
                    "There is no file " + file, "camera.source is wrong, or the file is not there yet.");
        }
        if (!Files.isRegularFile(file)) {
            throw new OutageException(file + " is not a file", "Point camera.source at the file itself.");
        }
        if (!Files.isReadable(file)) {
            throw new OutageException(
                    "The file " + file + " may not be read by this user", "Let it be read: chmod a+r " + file);
        }
        return file;
    }

    @Override
    public Frame next() throws IOException, InterruptedException {
        pace.await();
        var jpeg = pictures.next();
        while (jpeg == null) {
            rewind();
            jpeg = pictures.next();
        }
        var frame = new JpegFrame(opening.stamps().get(), jpeg, jpeg.length, opening.codec());
        useful = true;
        return frame;
    }

    private void rewind() throws IOException {
        if (!useful) {
            throw new OutageException(
                    "There is no whole JPEG picture in " + file,
                    "It is another format: make it with ffmpeg -i INPUT -c:v mjpeg -q:v 3 clip.mjpeg");
        }
        useful = false;
        in.close();
        in = new FileInputStream(file.toFile());
        pictures = new JpegStream(in::read);
    }

    @Override
    public String description() {
        return "MJPEG file " + file.getFileName() + " at " + Pace.rate(fps);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing " + file, e);
        }
    }
}
