package io.edgelens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgelens.config.ConfigException;
import io.edgelens.config.Layers;
import io.edgelens.flow.Clock;
import io.edgelens.frame.Frame;
import io.edgelens.frame.Jpeg;
import io.edgelens.frame.OpenCv;
import io.edgelens.frame.OpenCvJpeg;
import io.edgelens.frame.Stamp;
import io.edgelens.model.BadModelException;
import io.edgelens.model.Model;
import io.edgelens.model.ModelCard;
import io.edgelens.model.Observation;
import io.edgelens.model.Observation.Timings;
import io.edgelens.model.Prediction;
import io.edgelens.overlay.Overlay;
import io.edgelens.publish.Publishers;
import io.edgelens.sink.FrameSink;
import io.edgelens.source.FrameSource;
import io.edgelens.source.SourceState;
import io.edgelens.source.Stamps;
import io.edgelens.testing.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opencv.core.Mat;

@Timeout(30)
class PipelineTest {

    static {
        OpenCv.load();
    }

    private final Fakes parts = new Fakes();
    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();

    @AfterEach
    void everyFrameIsClosedExactlyOnceAndNoThreadIsLeft() {
        parts.release.countDown();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("capture", "inference", "display", "publish"));
        assertThat(parts.frames).allSatisfy(frame -> assertThat(frame.closed).hasValue(1));
    }

    @Test
    void aSlowModelSkipsFramesAndCountsThem() {
        parts.modelPause = Duration.ofMillis(5);
        try (var pipeline = start()) {
            await().until(() -> pipeline.numbers().inferred() >= 10);
            var numbers = pipeline.numbers();

            assertThat(numbers.skipped()).isPositive();
            assertThat(numbers.captured()).isGreaterThanOrEqualTo(numbers.inferred() + numbers.skipped());
        }
        assertThat(parts.seen).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void nothingIsDrawnWhileNobodyWatches() {
        try (var pipeline = start()) {
            await().until(() -> pipeline.numbers().inferred() >= 20);

            assertThat(pipeline.numbers().encoded()).isZero();
        }
        assertThat(parts.frames).allSatisfy(frame -> assertThat(frame.asked).hasValue(0));
    }

    @Test
    void whoWatchesSeesWhatTheModelSaw() {
        parts.watched = true;
        try (var pipeline = start("display.fps=240")) {
            await().until(() -> parts.shown.size() >= 5);

            assertThat(pipeline.numbers().watchers()).isEqualTo(1);
        }
        assertThat(parts.shown)
                .extracting(Jpeg::stamp)
                .extracting(Stamp::number)
                .isSorted();
        assertThat(parts.seen)
                .containsAll(
                        parts.shown.stream().map(jpeg -> jpeg.stamp().number()).toList());
    }

    @Test
    void noMorePicturesAreDrawnThanAskedFor() {
        parts.watched = true;
        try (var pipeline = start("display.fps=1")) {
            await().until(() -> pipeline.numbers().inferred() >= 200);

            assertThat(pipeline.numbers().encoded())
                    .isLessThan(pipeline.numbers().inferred() / 10);
        }
    }

    @Test
    void whileTheCameraIsLostACardSaysWhy() {
        parts.watched = true;
        parts.outage = Optional.of(new SourceState.Lost(Instant.EPOCH, "It is gone.", List.of("Plug it in.")));
        try (var pipeline = start()) {
            await().until(() -> !parts.shown.isEmpty());

            assertThat(parts.shown.get(0).stamp().number()).isZero();
            assertThat(pipeline.numbers().inferred()).isZero();
        }
    }

    @Test
    void resultsArePublished() {
        try (var pipeline = start("publish.every=frame")) {
            await().until(() -> pipeline.numbers().delivery().published() >= 3);
        }
        assertThat(parts.console.toString(StandardCharsets.UTF_8)).startsWith("{\"cat\":0.9,\"dog\":0.1}\n");
    }

    @Test
    void closingFreesEverything() {
        start().close();

        assertThat(parts.closed).containsExactlyInAnyOrder("source", "model", "sink");
        assertThat(bugs).isEmpty();
    }

    @Test
    void aSourceThatHangsHoldsUpNothingAndIsNotFreedUnderItsThread() {
        parts.hang = true;
        var pipeline = start();
        await().until(() -> parts.hanging);
        long before = System.nanoTime();
        pipeline.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
        assertThat(parts.closed).containsExactlyInAnyOrder("model", "sink");
        parts.release.countDown();
        await().untilAsserted(() -> assertThat(parts.closed).contains("source"));
    }

    @Test
    void whatFailsUnexpectedlyIsReported() {
        parts.modelFailure = Optional.of(new IllegalStateException("no more memory"));
        try (var pipeline = start()) {
            await().until(() -> !bugs.isEmpty());

            assertThat(pipeline.numbers().inferred()).isZero();
        }
        assertThat(bugs).singleElement().satisfies(bug -> assertThat(bug).hasMessage("no more memory"));
    }

    @Test
    void aPictureThatIsNoneIsCountedAndTheNextIsTaken() {
        parts.badEvery = 3;
        try (var pipeline = start()) {
            await().until(() -> pipeline.numbers().inferred() >= 10);

            assertThat(pipeline.numbers().bad()).isPositive();
        }
        assertThat(bugs).isEmpty();
    }

    @Test
    void everythingThatIsWrongAtTheStartIsOneReport() {
        parts.modelProblem = Optional.of("the model is broken");
        parts.sinkProblem = Optional.of("the FIFO is a folder");

        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigException.class)
                .hasMessage("the FIFO is a folder\nthe model is broken");
    }

    @Test
    void aNewModelTakesOverWhileTheRestGoesOn() {
        try (var pipeline = start()) {
            await().until(() -> pipeline.numbers().inferred() >= 3);
            long before = pipeline.numbers().inferred();
            pipeline.change(settings("model.path=/another"));
            await().until(() -> pipeline.numbers().inferred() > before + 3);

            assertThat(parts.closed).containsExactly("model");
            assertThat(parts.made).containsExactly("sink", "model", "source", "model");
        }
    }

    @Test
    void aNewCameraTakesOverAndNumbersGoOn() {
        try (var pipeline = start()) {
            await().until(() -> pipeline.numbers().inferred() >= 3);
            pipeline.change(settings("camera.fps=5"));
            int before = parts.seen.size();
            await().until(() -> parts.seen.size() > before + 3);

            assertThat(parts.closed).containsExactly("source");
        }
        assertThat(parts.seen).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aConfigurationThatCannotWorkChangesNothing() {
        try (var pipeline = start()) {
            parts.modelProblem = Optional.of("the model is broken");
            var bad = settings("model.path=/broken", "display.fifo=/elsewhere", "camera.fps=5");

            assertThatThrownBy(() -> pipeline.change(bad)).isInstanceOf(ConfigException.class);
            long before = pipeline.numbers().inferred();
            await().until(() -> pipeline.numbers().inferred() > before + 3);
            // the sink made for nothing
            assertThat(parts.closed).containsExactly("sink");

            parts.modelProblem = Optional.empty();
            pipeline.change(settings("camera.fps=6"));
            assertThat(parts.closed).containsExactly("sink", "source");
        }
    }

    private Pipeline start(String... assignments) {
        return Pipeline.start(settings(assignments), parts, Clock.SYSTEM, bugs::add);
    }

    private static Settings settings(String... assignments) {
        Map<String, Object> values = Map.of("camera", Map.of("source", "testcard"));
        for (var assignment : assignments) {
            values = Layers.set(values, assignment);
        }
        return Settings.read(values, new Surroundings(Map.of(), "."));
    }

    /** A frame without native memory, unless somebody asks for pixels. */
    private record FakeFrame(Stamp stamp, boolean bad, AtomicInteger asked, AtomicInteger closed, List<Mat> mats)
            implements Frame {

        @Override
        public int width() {
            return 64;
        }

        @Override
        public int height() {
            return 48;
        }

        @Override
        public Mat atLeast(int width, int height) throws IOException {
            asked.incrementAndGet();
            mats.add(Pictures.plain(64, 48, Pictures.RED));
            return mats.get(mats.size() - 1);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
            mats.forEach(Mat::release);
        }
    }

    /** Stations that do what a test tells them, and remember what became of them. */
    private static final class Fakes implements Pipeline.Parts {

        private final List<FakeFrame> frames = new CopyOnWriteArrayList<>();
        private final List<Long> seen = new CopyOnWriteArrayList<>();
        private final List<Jpeg> shown = new CopyOnWriteArrayList<>();
        private final List<String> made = new CopyOnWriteArrayList<>();
        private final List<String> closed = new CopyOnWriteArrayList<>();
        private final ByteArrayOutputStream console = new ByteArrayOutputStream();
        private final CountDownLatch release = new CountDownLatch(1);
        private volatile boolean hang;
        private volatile boolean hanging;
        private volatile boolean watched;
        private volatile int badEvery = Integer.MAX_VALUE;
        private volatile Duration modelPause = Duration.ofNanos(1);
        private volatile Optional<SourceState> outage = Optional.empty();
        private volatile Optional<RuntimeException> modelFailure = Optional.empty();
        private volatile Optional<String> modelProblem = Optional.empty();
        private volatile Optional<String> sinkProblem = Optional.empty();

        @Override
        public FrameSource source(Settings settings, Stamps stamps, Consumer<SourceState> listener) {
            made.add("source");
            return new FrameSource() {
                @Override
                public Frame next() throws InterruptedException {
                    if (outage.isPresent()) {
                        listener.accept(outage.get());
                        new Semaphore(0).acquire();
                    }
                    if (hang) {
                        hanging = true;
                        awaitUninterruptibly();
                    }
                    TimeUnit.MILLISECONDS.sleep(1);
                    var stamp = stamps.get();
                    var frame = new FakeFrame(
                            stamp,
                            stamp.number() % badEvery == 0,
                            new AtomicInteger(),
                            new AtomicInteger(),
                            new ArrayList<>());
                    frames.add(frame);
                    return frame;
                }

                /** As a native call does. */
                private void awaitUninterruptibly() {
                    while (release.getCount() > 0) {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            // a native call does not hear it
                        }
                    }
                }

                @Override
                public String description() {
                    return "a fake";
                }

                @Override
                public void close() {
                    closed.add("source");
                }
            };
        }

        @Override
        public Model model(Settings settings) throws BadModelException {
            if (modelProblem.isPresent()) {
                throw new BadModelException(modelProblem.get());
            }
            made.add("model");
            return new Model() {
                @Override
                public Observation observe(Frame frame) throws IOException {
                    if (modelFailure.isPresent()) {
                        throw modelFailure.get();
                    }
                    if (frame instanceof FakeFrame fake && fake.bad()) {
                        throw new IOException("no picture");
                    }
                    try {
                        TimeUnit.NANOSECONDS.sleep(modelPause.toNanos());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    seen.add(frame.stamp().number());
                    return new Observation(
                            frame.stamp(),
                            List.of(Prediction.of("cat", 0.9f), Prediction.of("dog", 0.1f)),
                            new Timings(1, 1, 1),
                            card());
                }

                @Override
                public ModelCard card() {
                    return new ModelCard("fake", "1.0.0", "00", "MXNet");
                }

                @Override
                public void close() {
                    closed.add("model");
                }
            };
        }

        @Override
        public Overlay overlay(Settings settings) {
            return new Overlay(64, 48, 80, 0, new OpenCvJpeg());
        }

        @Override
        public FrameSink sink(Settings settings) throws IOException {
            if (sinkProblem.isPresent()) {
                throw new IOException(sinkProblem.get());
            }
            made.add("sink");
            return new FrameSink() {
                @Override
                public int watchers() {
                    return watched ? 1 : 0;
                }

                @Override
                public boolean wanted() {
                    return watched;
                }

                @Override
                public void accept(Jpeg jpeg) {
                    shown.add(jpeg);
                }

                @Override
                public void close() {
                    closed.add("sink");
                }
            };
        }

        @Override
        public Publishers publishers(Settings settings) {
            return Publishers.open(new Publishers.Opening(
                    settings.publish(), "camera", settings.model().topK(), Optional.empty(), Clock.SYSTEM, console));
        }
    }
}
