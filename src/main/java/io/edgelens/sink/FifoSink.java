package io.edgelens.sink;

import io.edgelens.flow.Latest;
import io.edgelens.flow.Outage;
import io.edgelens.flow.Worker;
import io.edgelens.frame.Jpeg;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whole JPEG pictures, one after another, into a FIFO. A reader gets them from its first byte; one that stops
 * reading holds up nobody and later goes on after the picture it stopped in, with the newest one. The pipe keeps
 * its 64 KiB: a larger one would only hold older pictures.
 */
public final class FifoSink implements FrameSink {

    private static final Logger LOGGER = LoggerFactory.getLogger(FifoSink.class);

    /** How often a missing reader is looked for, and a present one checked. */
    private static final Duration LOOK = Duration.ofMillis(20);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Path path;
    private final Outage outage = new Outage(LOGGER::warn, LOGGER::info);
    private final Latest<Jpeg> next = new Latest<>(skipped -> {});
    private final Worker worker;
    private volatile boolean read;

    // Of the worker's thread:
    private @Nullable Pipe pipe;
    private ByteBuffer rest = ByteBuffer.allocateDirect(1 << 18).limit(0);

    private FifoSink(Path path) {
        this.path = path;
        worker = Worker.start(
                "fifo",
                this::step,
                this::leave,
                failure -> LOGGER.atError().setCause(failure).log("the FIFO is given up"));
    }

    /**
     * Makes the FIFO if it is not there and starts to wait for readers. An old one is used again.
     *
     * @throws IOException if there is something else at {@code path} or nothing can be made there; the message says
     *     what to do
     */
    public static FifoSink open(Path path) throws IOException {
        require(path);
        return new FifoSink(path);
    }

    private static void require(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Pipe.make(path);
            } catch (IOException e) {
                throw new IOException(
                        "display.fifo %s cannot be made (%s); choose a path in a folder that this user may write"
                                .formatted(path, e.getMessage()),
                        e);
            }
        } else if (!isFifo(path)) {
            throw new IOException("display.fifo %s is not a FIFO; remove it or choose another path".formatted(path));
        } else if (!Files.isWritable(path)) {
            throw new IOException(
                    "display.fifo %s belongs to somebody else and is not writable; remove it or choose another path"
                            .formatted(path));
        }
    }

    /** The file type in {@code st_mode}, as stat(2) has it: S_IFIFO is 0010000 of the bits 0170000. */
    private static boolean isFifo(Path path) throws IOException {
        return ((int) Files.getAttribute(path, "unix:mode") & 0170000) == 0010000;
    }

    @Override
    public int watchers() {
        return read ? 1 : 0;
    }

    @Override
    public boolean wanted() {
        return read && next.isEmpty();
    }

    @Override
    public void accept(Jpeg jpeg) {
        next.put(jpeg);
    }

    private void step() throws IOException, InterruptedException {
        var open = pipe;
        if (open == null) {
            await();
            return;
        }
        try {
            if (open.abandoned()) {
                leave();
            } else if (rest.hasRemaining()) {
                open.awaitRoom((int) LOOK.toMillis());
                open.write(rest);
            } else {
                next.take(LOOK).ifPresent(this::begin);
            }
        } catch (IOException brokenPipe) {
            leave();
        }
    }

    private void await() throws InterruptedException {
        try {
            var opened = Pipe.open(path);
            if (opened.isPresent()) {
                pipe = opened.get();
                read = true;
                LOGGER.atInfo().addKeyValue("fifo", path).log("somebody watches");
            }
            outage.worked("the FIFO is there again");
        } catch (IOException gone) {
            remake();
        }
        if (!read) {
            // Nobody reads, so nobody is given anything: this only waits, and discards what came too late.
            next.take(LOOK);
        }
    }

    /** Somebody removed the FIFO, or its rights: told once, and made anew as soon as that goes. */
    private void remake() throws InterruptedException {
        try {
            require(path);
        } catch (IOException stillWrong) {
            outage.failed(String.valueOf(stillWrong.getMessage()));
            next.take(RETRY);
        }
    }

    private void begin(Jpeg jpeg) {
        int length = jpeg.bytes().length;
        if (rest.capacity() < length) {
            rest = ByteBuffer.allocateDirect(Integer.highestOneBit(length) * 2);
        }
        rest.clear();
        rest.put(jpeg.bytes()).flip();
    }

    /** Closing the pipe throws away what its reader left: the next one begins with a whole picture. */
    private void leave() {
        var open = pipe;
        if (open != null) {
            pipe = null;
            read = false;
            rest.clear().limit(0);
            open.close();
            LOGGER.atInfo().addKeyValue("fifo", path).log("nobody watches");
        }
    }

    /** Closes the pipe; a player that still reads sees the end of the stream. The FIFO stays for the next start. */
    @Override
    public void close() {
        worker.close();
        next.close();
    }
}
