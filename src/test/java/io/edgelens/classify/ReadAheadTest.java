package io.edgelens.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgelens.flow.Clock;
import io.edgelens.frame.Frame;
import io.edgelens.frame.OpenCvJpeg;
import io.edgelens.model.Model;
import io.edgelens.model.ModelCard;
import io.edgelens.model.Observation;
import io.edgelens.source.Stamps;
import io.edgelens.testing.Pictures;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opencv.core.Mat;

@Timeout(20)
class ReadAheadTest {

    private final byte[] picture = Pictures.jpeg(64, 48, Pictures.RED);
    private final Decoding decoding = new Decoding();

    @Test
    void orderIsKeptAndTheEndComesAgainAndAgain() throws Exception {
        try (var ahead = start(List.of(input("a"), Input.failing("b", "gone"), input("c")))) {
            assertThat(taken(ahead.next())).isEqualTo("a");
            assertThat(ahead.next())
                    .isInstanceOfSatisfying(
                            ReadAhead.Unreadable.class,
                            unreadable -> assertThat(unreadable.reason()).isEqualTo("gone"));
            assertThat(taken(ahead.next())).isEqualTo("c");
            assertThat(ahead.next()).isInstanceOf(ReadAhead.End.class);
            assertThat(ahead.next()).isInstanceOf(ReadAhead.End.class);
        }
    }

    @Test
    void onlyAFewAreDecodedAheadAndThoseNobodyTookAreFreed() throws Exception {
        var inputs = IntStream.range(0, 100).mapToObj(i -> input("" + i)).toList();
        try (var ahead = start(inputs)) {
            taken(ahead.next());
            await().until(() -> decoding.pixels.size() >= 5);
        }

        assertThat(decoding.pixels)
                .hasSizeBetween(5, 6)
                .allSatisfy(pixels -> assertThat(pixels.dataAddr()).as("freed").isZero());
    }

    @Test
    void aBugReachesWhoeverWaits() throws Exception {
        var broken = new Input("a", Optional.empty(), () -> {
            throw new IllegalStateException("a bug");
        });
        try (var ahead = start(List.of(broken))) {
            assertThatThrownBy(ahead::next).hasRootCauseMessage("a bug");
        }
    }

    private ReadAhead start(List<Input> inputs) {
        return ReadAhead.start(inputs, decoding, new OpenCvJpeg(), new Stamps(Clock.SYSTEM));
    }

    private Input input(String name) {
        return new Input(name, Optional.empty(), () -> picture.clone());
    }

    private static String taken(ReadAhead.Read read) {
        assertThat(read).isInstanceOf(ReadAhead.Picture.class);
        var taken = (ReadAhead.Picture) read;
        taken.frame().close();
        return taken.input().name();
    }

    /** Decodes ahead, and keeps what it decoded in sight. */
    private static final class Decoding implements Model {

        private final List<Mat> pixels = new CopyOnWriteArrayList<>();

        @Override
        public void decodeAhead(Frame frame) throws IOException {
            pixels.add(frame.atLeast(32, 32));
        }

        @Override
        public Observation observe(Frame frame) {
            throw new AssertionError("nobody asks for this");
        }

        @Override
        public ModelCard card() {
            return new ModelCard("", "", "", "");
        }

        @Override
        public void close() {}
    }
}
