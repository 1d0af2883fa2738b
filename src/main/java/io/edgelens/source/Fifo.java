package io.edgelens.source;

import io.edgelens.frame.Frame;
import io.edgelens.frame.JpegFrame;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;

/**
 * A FIFO into which another program writes JPEG pictures one after another. It stays open while the writer is silent,
 * gone or not yet there: closing it would end a writer with a broken pipe.
 */
final class Fifo implements FrameSource {

    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final long BUSY_MILLIS = 2;
    private static final long IDLE_MILLIS = 20;

    /** The bits of a file's mode that hold its type, and this one; see stat(2). */
    private static final int TYPE = 0170000;

    private static final int FIFO = 0010000;

    private final Sources.Opening opening;
    private final Path path;
    /** Tells this FIFO from another one put in its place. */
    private final Object identity;

    private final FileInputStream in;
    private final RandomAccessFile descriptor;
    private final JpegStream pictures = new JpegStream(this::read);
    private boolean heard;

    private Fifo(Sources.Opening opening, Path path) throws IOException {
        this.opening = opening;
        this.path = path;
        this.identity = identity(path);
        // Opened for writing too, a FIFO never makes its opener wait for the other side.
        this.descriptor = new RandomAccessFile(path.toFile(), "rw");
        this.in = new FileInputStream(descriptor.getFD());
    }

    static boolean is(Path path) {
        try {
            return ((int) Files.getAttribute(path, "unix:mode") & TYPE) == FIFO;
        } catch (IOException e) {
            return false;
        }
    }

    static FrameSource open(Sources.Opening opening) throws IOException {
        var path = Path.of(opening.camera().source());
        if (!Files.isReadable(path) || !Files.isWritable(path)) {
            throw new OutageException(
                    "The FIFO " + path + " may not be opened by this user",
                    "Opening it without waiting needs both rights: chmod a+rw " + path);
        }
        return new Fifo(opening, path);
    }

    private static Object identity(Path path) throws IOException {
        var key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return Objects.requireNonNull(key, "files have keys on Linux");
    }

    @Override
    public Frame next() throws IOException, InterruptedException {
        var jpeg = Objects.requireNonNull(pictures.newest(), "no end while it is open for writing here");
        return new JpegFrame(opening.stamps().get(), jpeg, jpeg.length, opening.codec());
    }

    /** Never blocks in a system call, so that an interrupt ends it and silence is noticed. */
    private int read(byte[] buffer, int offset, int length) throws IOException, InterruptedException {
        long began = System.nanoTime();
        int available = in.available();
        while (available == 0) {
            long silent = System.nanoTime() - began;
            if (silent > PATIENCE.toNanos()) {
                throw silence();
            }
            Sleep.SYSTEM.millis(silent < 500_000_000L ? BUSY_MILLIS : IDLE_MILLIS);
            available = in.available();
        }
        heard = true;
        return in.read(buffer, offset, Math.min(available, length));
    }

    private IOException silence() throws IOException {
        try {
            if (!identity(path).equals(identity)) {
                return new OutageException("The FIFO " + path + " was replaced by another one");
            }
        } catch (NoSuchFileException e) {
            return new OutageException("The FIFO " + path + " was removed", "Make it again: mkfifo " + path);
        }
        var what = heard ? "Nothing more is written into the FIFO " : "Nothing is written into the FIFO ";
        return new SilenceException(
                new OutageException(what + path, "The program that writes it is not running, or has stopped."));
    }

    @Override
    public String description() {
        return "MJPEG from the FIFO " + path;
    }

    @Override
    public void close() {
        try {
            descriptor.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing " + path, e);
        }
    }
}
