package io.edgelens.source;

import static java.util.stream.Collectors.joining;

import io.edgelens.frame.JpegCodec;
import io.edgelens.frame.Stamp;
import io.edgelens.frame.StillPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Every kind of source there is. To add one, write its class beside these and add its line here. */
public final class Sources {

    /** What every source is opened with. {@code stamps} gives the stamp of a frame captured now. */
    public record Opening(CameraSettings camera, Supplier<Stamp> stamps, JpegCodec codec) {}

    @FunctionalInterface
    interface Opener {
        FrameSource open(Opening opening) throws IOException, InterruptedException;
    }

    /**
     * One kind.
     *
     * @param what it is, with an example, for messages
     * @param handles whether a {@code camera.source} means this kind, by its words alone
     */
    private record Kind(String what, Predicate<String> handles, Opener opener) {}

    /** The first that handles the setting wins. */
    private static final List<Kind> KINDS = List.of(
            new Kind("testcard", "testcard"::equals, TestCard::open),
            new Kind("an MJPEG stream (http://camera/video)", HttpStream::handles, HttpStream::open),
            new Kind("an MJPEG file or FIFO (clip.mjpeg)", ending(List.of("mjpeg", "mjpg")), MjpegFile::open),
            new Kind("an MJPEG clip (clip.avi)", ending(List.of("avi")), MjpegFile::openAvi),
            new Kind("a picture (picture.jpg)", ending(StillPicture.ENDINGS), Pictures::open),
            new Kind("a device (/dev/video0)", VideoDevice::handles, VideoDevice::open),
            new Kind("a folder of pictures (./pictures)", Sources::isPath, Sources::openPath));

    /** Endings of what people try, and what OpenCV as it is shipped here does not read. */
    private static final Set<String> OTHER_VIDEO =
            Set.of("mp4", "m4v", "mov", "mkv", "webm", "wmv", "flv", "mpg", "mpeg", "ts", "h264", "h265", "gif");

    private Sources() {}

    /** All kinds, in words that follow "must be". */
    static String allowed() {
        return KINDS.stream().map(Kind::what).collect(joining(", "));
    }

    /** What is wrong with {@code camera.source}, if anything is: nothing is opened or looked for. */
    static Optional<String> fault(String source) {
        if (OTHER_VIDEO.contains(ending(source)) && !HttpStream.handles(source)) {
            return Optional.of("must be MJPEG if it is a clip, but is '" + source + "'; convert it: ffmpeg -i " + source
                    + " -c:v mjpeg -q:v 3 clip.avi");
        }
        if (HttpStream.handles(source)) {
            return HttpStream.fault(source);
        }
        return kind(source).isPresent()
                ? Optional.empty()
                : Optional.of("must be " + allowed() + ", but is '" + withoutPassword(source) + "'");
    }

    /** {@code rtsp://user:password@host} is refused too, and must not end in a log. */
    private static String withoutPassword(String source) {
        return source.replaceFirst("//[^/@]*@", "//");
    }

    /**
     * Opens what {@code camera.source} names. The caller closes the result.
     *
     * @throws OutageException if it is not there or not usable now; the message says why in one sentence
     */
    public static FrameSource open(Opening opening) throws IOException, InterruptedException {
        return kind(opening.camera().source()).orElseThrow().opener().open(opening);
    }

    /** Whether opening could succeed now, without opening anything: true unless the device or file is not there. */
    static boolean isThere(String source) {
        return HttpStream.handles(source) || source.equals("testcard") || Files.exists(Path.of(source));
    }

    private static FrameSource openPath(Opening opening) throws IOException {
        return Fifo.is(Path.of(opening.camera().source())) ? Fifo.open(opening) : Pictures.open(opening);
    }

    private static Optional<Kind> kind(String source) {
        return KINDS.stream().filter(kind -> kind.handles().test(source)).findFirst();
    }

    private static Predicate<String> ending(List<String> endings) {
        return source -> endings.contains(ending(source)) && !source.contains("://") && isValidPath(source);
    }

    /** What follows the last dot of a file's name, in small letters; nothing if there is no dot. */
    static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= name.lastIndexOf('/') ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** A bare word is no path: it is more likely a mistyped {@code testcard}. */
    private static boolean isPath(String source) {
        return (source.contains("/") || source.startsWith(".")) && !source.contains("://") && isValidPath(source);
    }

    private static boolean isValidPath(String source) {
        try {
            return Path.of(source) != null;
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
