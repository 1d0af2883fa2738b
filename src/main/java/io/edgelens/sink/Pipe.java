package io.edgelens.sink;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Structure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The write end of a FIFO that has a reader, through the C library: Java's own channels cannot open one without
 * blocking, and cannot ask whether the reader is still there. Never blocks. Used by one thread.
 */
final class Pipe implements AutoCloseable {

    // Linux, the same on x86-64 and aarch64: fcntl.h, poll.h, errno.h
    private static final int O_WRONLY = 1;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final short POLLOUT = 4;
    private static final short POLLERR = 8;
    private static final int ENXIO = 6;
    private static final int EAGAIN = 11;
    private static final int EINTR = 4;
    private static final int MODE = 0644;

    /** What of the C library is used; every call throws what errno says. */
    @SuppressWarnings({"checkstyle", "unused"})
    private static final class C {

        static {
            Native.register("c");
        }

        static native int mkfifo(String path, int mode) throws LastErrorException;

        static native int open(String path, int flags) throws LastErrorException;

        static native int close(int descriptor) throws LastErrorException;

        static native int poll(PollFd descriptor, long count, int millis) throws LastErrorException;

        static native long write(int descriptor, ByteBuffer bytes, long count) throws LastErrorException;
    }

    /** {@code struct pollfd}. */
    @Structure.FieldOrder({"descriptor", "events", "returned"})
    public static final class PollFd extends Structure {
        public int descriptor;
        public short events;
        public short returned;
    }

    private final PollFd poll = new PollFd();

    private Pipe(int descriptor) {
        poll.descriptor = descriptor;
    }

    /** Makes a FIFO that its owner writes and everybody reads; fails where something is already. */
    static void make(Path path) throws IOException {
        try {
            C.mkfifo(path.toString(), MODE);
        } catch (LastErrorException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Opens the FIFO if somebody reads from it. */
    static Optional<Pipe> open(Path path) throws IOException {
        try {
            return Optional.of(new Pipe(C.open(path.toString(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)));
        } catch (LastErrorException e) {
            if (e.getErrorCode() == ENXIO) {
                return Optional.empty();
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Whether the last reader has gone. */
    boolean abandoned() {
        return (await((short) 0, 0) & POLLERR) != 0;
    }

    /** Waits until there is room or the reader is gone, at most {@code millis}. */
    void awaitRoom(int millis) {
        await(POLLOUT, millis);
    }

    private short await(short events, int millis) {
        poll.events = events;
        poll.returned = 0;
        try {
            return C.poll(poll, 1, millis) > 0 ? poll.returned : 0;
        } catch (LastErrorException e) {
            return e.getErrorCode() == EINTR ? 0 : POLLERR;
        }
    }

    /**
     * Writes as much of {@code bytes} as there is room for, and moves its position on.
     *
     * @param bytes a direct buffer
     * @throws IOException if the reader is gone
     */
    void write(ByteBuffer bytes) throws IOException {
        try {
            long written = C.write(poll.descriptor, bytes.slice(), bytes.remaining());
            bytes.position(bytes.position() + (int) written);
        } catch (LastErrorException e) {
            if (e.getErrorCode() != EAGAIN && e.getErrorCode() != EINTR) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    /** Lets go of the FIFO; what its reader left unread is gone with it. */
    @Override
    public void close() {
        try {
            C.close(poll.descriptor);
        } catch (LastErrorException e) {
            // the descriptor is gone either way
        }
    }
}
