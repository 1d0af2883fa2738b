package io.edgelens.classify;

import io.edgelens.flow.Worker;
import io.edgelens.frame.Frame;
import io.edgelens.frame.JpegCodec;
import io.edgelens.frame.Stamp;
import io.edgelens.frame.StillPicture;
import io.edgelens.model.Model;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decodes pictures on a thread of its own, a few ahead of whoever takes them. Order is kept, and an input
 * that gives no picture takes its turn like any other. Used by one thread.
 */
final class ReadAhead implements AutoCloseable {

    /** What became of one input. */
    sealed interface Read {}

    /** A picture; whoever takes it closes the frame. */
    record Picture(Input input, Frame frame) implements Read {}

    /** None, for {@code reason}. */
    record Unreadable(Input input, String reason) implements Read {}

    /** There are no more inputs. */
    record End() implements Read {}

    /** Enough to even out large and small pictures; more would only fill memory. */
    private static final int AHEAD = 3;

    private final BlockingQueue<Read> ready = new ArrayBlockingQueue<>(AHEAD);
    private final Iterator<Input> inputs;
    private final Model model;
    private final JpegCodec codec;
    private final Supplier<Stamp> stamps;
    private final Worker worker;
    private volatile @Nullable Throwable failure;

    private ReadAhead(List<Input> inputs, Model model, JpegCodec codec, Supplier<Stamp> stamps) {
        this.inputs = inputs.iterator();
        this.model = model;
        this.codec = codec;
        this.stamps = stamps;
        this.worker = Worker.start("decode", this::step, this::discard, bug -> failure = bug);
    }

    /** Starts to read {@code inputs}, decoded as {@code model} will want them. The model stays the caller's. */
    static ReadAhead start(List<Input> inputs, Model model, JpegCodec codec, Supplier<Stamp> stamps) {
        return new ReadAhead(inputs, model, codec, stamps);
    }

    /** Waits for the next input's turn. After the last it is always {@link End}. */
    Read next() throws InterruptedException {
        var read = ready.take();
        if (failure != null) {
            close(read);
            throw new IllegalStateException("reading pictures failed", failure);
        }
        return read;
    }

    /** After the last input this waits for room that never comes, until it is closed. */
    private void step() throws InterruptedException {
        var read = inputs.hasNext() ? read(inputs.next()) : new End();
        try {
            ready.put(read);
        } catch (InterruptedException e) {
            close(read);
            throw e;
        }
    }

    private Read read(Input input) throws InterruptedException {
        try {
            var frame = StillPicture.frame(stamps.get(), input.content().read(), codec);
            try {
                model.decodeAhead(frame);
                return new Picture(input, frame);
            } catch (IOException | RuntimeException e) {
                frame.close();
                throw e;
            }
        } catch (IOException e) {
            return new Unreadable(input, String.valueOf(e.getMessage()));
        }
    }

    /** On the worker's thread, after its last step. Whoever still waits hears that it is over. */
    private void discard() {
        for (var read = ready.poll(); read != null; read = ready.poll()) {
            close(read);
        }
        ready.add(new End());
    }

    private static void close(Read read) {
        if (read instanceof Picture picture) {
            picture.frame().close();
        }
    }

    /** Stops reading and closes the frames that nobody took. */
    @Override
    public void close() {
        worker.close();
    }
}
