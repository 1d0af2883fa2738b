package io.edgelens;

import io.edgelens.config.ConfigException;
import io.edgelens.flow.Clock;
import io.edgelens.flow.Due;
import io.edgelens.flow.Latest;
import io.edgelens.flow.Meter;
import io.edgelens.flow.Outage;
import io.edgelens.flow.Worker;
import io.edgelens.frame.Frame;
import io.edgelens.frame.Jpeg;
import io.edgelens.frame.Stamp;
import io.edgelens.model.BadModelException;
import io.edgelens.model.Model;
import io.edgelens.model.Observation;
import io.edgelens.overlay.Overlay;
import io.edgelens.publish.Publisher.Delivery;
import io.edgelens.publish.Publishers;
import io.edgelens.publish.Status.State;
import io.edgelens.sink.FrameSink;
import io.edgelens.source.FrameSource;
import io.edgelens.source.SourceState;
import io.edgelens.source.Stamps;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One camera: frames in, pictures and results out.
 *
 * <pre>
 *      capture thread            inference thread                     display thread
 * source ─▶ Frame ─▶ latest ─▶ model ─▶ observation ─▶ latest ─▶ overlay ─▶ JPEG ─▶ sink
 *                                            └─▶ publishers (on threads of their own)
 * </pre>
 *
 * <p>Newest wins at every step: a slow consumer skips frames. A frame belongs to the thread that works on it, and
 * goes on to the display only if somebody watches. The slots stay while what runs between them is replaced, which is
 * how a changed configuration is taken over.
 */
final class Pipeline implements AutoCloseable {

    /** How the stations are made of their settings. What is made here belongs to the pipeline, which closes it. */
    interface Parts {

        /** A source that comes back by itself; tells {@code listener}, on the capture thread, how it fares. */
        FrameSource source(Settings settings, Stamps stamps, Consumer<SourceState> listener);

        Model model(Settings settings) throws BadModelException;

        Overlay overlay(Settings settings);

        FrameSink sink(Settings settings) throws IOException;

        Publishers publishers(Settings settings) throws ConfigException;
    }

    /**
     * How it goes since the start.
     *
     * @param captured frames the camera delivered
     * @param skipped of them, those no model saw because a newer one was there
     * @param bad of them, those that turned out to be no pictures
     * @param inferred frames the model saw
     * @param encoded pictures drawn and encoded
     * @param watchers who see pictures now
     */
    record Numbers(
            long captured, long skipped, long bad, long inferred, long encoded, int watchers, Delivery delivery) {}

    private static final Logger LOGGER = LoggerFactory.getLogger(Pipeline.class);

    /** How long a station waits for work before it looks whether it is to end. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    /** How often the card that stands in for a lost camera is shown. */
    private static final Duration CARD_EVERY = Duration.ofMillis(500);

    /** A frame on its way to the display, with what was seen in it. */
    private record Seen(Frame frame, Observation observation) {}

    /** Where everything goes now. */
    private record Outputs(Publishers publishers, FrameSink sink) {}

    private final Parts parts;
    private final Consumer<Throwable> onBug;
    private final Clock clock;
    private final Stamps stamps;

    private final Latest<Frame> captured = new Latest<>(Frame::close);
    private final Latest<Seen> seen = new Latest<>(skipped -> skipped.frame().close());

    private final LongAdder delivered = new LongAdder();
    private final LongAdder bad = new LongAdder();
    private final LongAdder encoded = new LongAdder();
    private final Meter latency = new Meter();
    private final Outage unusable = new Outage(
            reason -> LOGGER.atWarn().addKeyValue("reason", reason).log("pictures are skipped"), LOGGER::info);

    private volatile SourceState camera;
    private volatile Outputs outputs;
    private volatile Due pictures;
    private Settings settings;
    private Worker capture;
    private Worker inference;
    private Worker display;

    /**
     * Starts everything.
     *
     * @param onBug hears, on the thread where it happened, of what ended a station and should not have; the pipeline is
     *     then good for nothing but closing
     * @throws ConfigException with all that is wrong with the model, the FIFO and the certificates; nothing runs then
     */
    static Pipeline start(Settings settings, Parts parts, Clock clock, Consumer<Throwable> onBug) {
        var preparation = new Preparation();
        var publishers = preparation.make(true, () -> parts.publishers(settings));
        publishers.ifPresent(out -> out.status(State.LOADING, ""));
        var sink = preparation.make(true, () -> parts.sink(settings));
        var model = preparation.make(true, () -> parts.model(settings));
        preparation.check();
        return new Pipeline(
                settings,
                parts,
                clock,
                onBug,
                new Outputs(publishers.orElseThrow(), sink.orElseThrow()),
                model.orElseThrow());
    }

    private Pipeline(
            Settings settings, Parts parts, Clock clock, Consumer<Throwable> onBug, Outputs outputs, Model model) {
        this.settings = settings;
        this.parts = parts;
        this.clock = clock;
        this.onBug = onBug;
        this.outputs = outputs;
        stamps = new Stamps(clock);
        camera = new SourceState.Starting(clock.now());
        pictures = Due.perSecond(settings.display().fps());
        display = startDisplay(settings);
        inference = startInference(model);
        capture = startCapture(settings);
    }

    /**
     * Takes {@code next} over while running. Only what it changes is replaced: readers of the same FIFO and
     * connections of the same publishers notice nothing. To be called by one thread at a time.
     *
     * @throws ConfigException with all that is wrong; everything then goes on as it was
     */
    void change(Settings next) {
        var before = settings;
        var old = outputs;
        var preparation = new Preparation();
        var publishers = preparation.make(next.publishesOtherThan(before), () -> parts.publishers(next));
        var sink =
                preparation.make(!next.display().fifo().equals(before.display().fifo()), () -> parts.sink(next));
        var model = preparation.make(next.seesOtherThan(before), () -> parts.model(next));
        preparation.check();

        // The old ones say goodbye and let go of their connection before the new ones say anything.
        publishers.ifPresent(opened -> old.publishers().close());
        settings = next;
        outputs = new Outputs(publishers.orElse(old.publishers()), sink.orElse(old.sink()));
        publishers.ifPresent(opened -> tell(camera));
        model.ifPresent(loaded -> {
            inference.close();
            inference = startInference(loaded);
        });
        if (next.showsOtherThan(before)) {
            display.close();
            pictures = Due.perSecond(next.display().fps());
            display = startDisplay(next);
        }
        sink.ifPresent(opened -> old.sink().close());
        if (!next.camera().equals(before.camera())) {
            capture.close();
            capture = startCapture(next);
        }
    }

    private Worker startCapture(Settings settings) {
        var source = parts.source(settings, stamps, this::tell);
        return Worker.start("capture", () -> capture(source), source, onBug);
    }

    private void capture(FrameSource source) throws IOException, InterruptedException {
        captured.put(source.next());
        delivered.increment();
    }

    private Worker startInference(Model model) {
        return Worker.start("inference", () -> infer(model), model, onBug);
    }

    private void infer(Model model) throws InterruptedException {
        var taken = captured.take(PATIENCE);
        if (taken.isEmpty()) {
            return;
        }
        var frame = taken.get();
        boolean passedOn = false;
        try {
            var observation = model.observe(frame);
            outputs.publishers().observed(observation, captured.dropped());
            latency.mark(clock.nanos() - frame.stamp().nanos());
            if (pictureIsDue()) {
                passedOn = true;
                seen.put(new Seen(frame, observation));
            }
            unusable.worked("pictures are usable again");
        } catch (IOException e) {
            bad.increment();
            unusable.failed(String.valueOf(e.getMessage()));
        } finally {
            if (!passedOn) {
                frame.close();
            }
        }
    }

    private boolean pictureIsDue() {
        return outputs.sink().wanted() && pictures.at(clock.nanos());
    }

    private Worker startDisplay(Settings settings) {
        var overlay = parts.overlay(settings);
        return Worker.start("display", () -> show(overlay), overlay, onBug);
    }

    private void show(Overlay overlay) throws InterruptedException {
        var taken = seen.take(CARD_EVERY);
        if (taken.isPresent()) {
            try (var frame = taken.get().frame()) {
                give(overlay.draw(frame, taken.get().observation()));
            } catch (IOException e) {
                bad.increment();
                unusable.failed(String.valueOf(e.getMessage()));
            }
        } else if (camera instanceof SourceState.Lost lost && outputs.sink().watchers() > 0) {
            var now = new Stamp(0, clock.now(), clock.nanos());
            give(overlay.card(now, "No picture from the camera", lost.reason(), lost.causes()));
        }
    }

    private void give(Jpeg picture) {
        encoded.increment();
        outputs.sink().accept(picture);
    }

    private void tell(SourceState state) {
        camera = state;
        if (state instanceof SourceState.Delivering) {
            outputs.publishers().status(State.READY, "");
        } else if (state instanceof SourceState.Lost lost) {
            outputs.publishers().status(State.CAMERA_LOST, lost.reason());
        }
    }

    /** How it goes. */
    Numbers numbers() {
        return new Numbers(
                delivered.sum(),
                captured.dropped(),
                bad.sum(),
                latency.count(),
                encoded.sum(),
                outputs.sink().watchers(),
                outputs.publishers().delivery());
    }

    /** How long frames took from capture until they were published. */
    Meter latency() {
        return latency;
    }

    /** Stops every thread, then frees what each worked with; a thread that hangs keeps its own and holds up nobody. */
    @Override
    public void close() {
        capture.stop();
        inference.stop();
        display.stop();
        outputs.publishers().close();
        outputs.sink().close();
        display.close();
        inference.close();
        capture.close();
        seen.close();
        captured.close();
    }
}
