package io.edgelens.source;

import io.edgelens.frame.JpegCodec;
import io.edgelens.frame.Stamp;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Every kind of source there is. To add one, write its class beside these and add its line here. */
public final class Sources {

    static final String ALLOWED = "a device (/dev/video0), testcard";

    /** What every source is opened with. {@code stamps} gives the stamp of a frame captured now. */
    public record Opening(CameraSettings camera, Supplier<Stamp> stamps, JpegCodec codec) {}

    @FunctionalInterface
    interface Opener {
        FrameSource open(Opening opening) throws IOException, InterruptedException;
    }

    private record Kind(Predicate<String> handles, Opener opener) {}

    /** The first that handles the setting wins. */
    private static final List<Kind> KINDS = List.of(new Kind("testcard"::equals, TestCard::open));

    private Sources() {}

    /** What is wrong with {@code camera.source}, if anything is: nothing is opened or looked for. */
    static Optional<String> fault(String source) {
        return kind(source).isPresent()
                ? Optional.empty()
                : Optional.of("must be " + ALLOWED + ", but is '" + source + "'");
    }

    /**
     * Opens what {@code camera.source} names. The caller closes the result.
     *
     * @throws IOException if it is not there or not usable now; the message says why in one sentence
     */
    public static FrameSource open(Opening opening) throws IOException, InterruptedException {
        return kind(opening.camera().source()).orElseThrow().opener().open(opening);
    }

    private static Optional<Kind> kind(String source) {
        return KINDS.stream().filter(kind -> kind.handles().test(source)).findFirst();
    }
}
