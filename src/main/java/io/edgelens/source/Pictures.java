package io.edgelens.source;

import io.edgelens.frame.BadPictureException;
import io.edgelens.frame.Frame;
import io.edgelens.frame.JpegFrame;
import io.edgelens.frame.OpenCv;
import io.edgelens.frame.PixelFrame;
import io.edgelens.frame.StillPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Mat;

/**
 * One picture, or a folder of them in the order of their names, in a loop. The folder is read anew in each round, so
 * pictures may come and go. A broken picture is named once and passed over from then on.
 */
final class Pictures implements FrameSource {

    private final Sources.Opening opening;
    private final Path place;
    private final Pace pace;
    private final Map<Path, Version> broken = new HashMap<>();
    private List<Path> round = List.of();
    private int at;
    /** Whether this round has given a picture yet. */
    private boolean useful;
    /** A single picture is decoded once, until its file changes; each frame shares its pixels. */
    private @Nullable Mat kept;

    private @Nullable Version keptVersion;

    /** Tells a file from what it was before. */
    private record Version(FileTime modified, long size) {

        static Version of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size());
        }
    }

    private Pictures(Sources.Opening opening, Path place) throws IOException {
        this.opening = opening;
        this.place = place;
        this.pace = new Pace(opening.camera().fps());
        round = list();
    }

    static FrameSource open(Sources.Opening opening) throws IOException {
        return new Pictures(opening, Path.of(opening.camera().source()));
    }

    private List<Path> list() throws IOException {
        if (Files.isRegularFile(place)) {
            return List.of(place);
        }
        if (!Files.exists(place)) {
            throw new OutageException(
                    "There is no file or folder " + place, "camera.source is wrong, or it is not there yet.");
        }
        if (!Files.isDirectory(place)) {
            throw new OutageException(
                    place + " is neither a picture nor a folder of pictures",
                    "camera.source must be " + Sources.allowed() + ".");
        }
        if (!Files.isReadable(place) || !Files.isExecutable(place)) {
            throw new OutageException(
                    "The folder " + place + " may not be read by this user", "Let it be read: chmod a+rx " + place);
        }
        try (var files = Files.list(place)) {
            var pictures = files.filter(file -> isPicture(file) && Files.isRegularFile(file))
                    .sorted(Comparator.comparing(file -> String.valueOf(file.getFileName())))
                    .toList();
            if (pictures.isEmpty()) {
                throw new OutageException("There are no pictures " + StillPicture.ENDINGS + " in " + place);
            }
            return pictures;
        }
    }

    private static boolean isPicture(Path file) {
        return StillPicture.isNamedSo(String.valueOf(file.getFileName()));
    }

    @Override
    public Frame next() throws IOException, InterruptedException {
        pace.await();
        while (true) {
            var picture = following();
            try {
                var version = Version.of(picture);
                if (!version.equals(broken.get(picture))) {
                    var frame = frame(picture, version);
                    useful = true;
                    return frame;
                }
            } catch (NoSuchFileException e) {
                // It was there when the folder was read.
            }
        }
    }

    private Path following() throws IOException {
        if (at == round.size()) {
            if (!useful) {
                throw new OutageException("None of the " + round.size() + " pictures at " + place + " can be read");
            }
            useful = false;
            round = list();
            at = 0;
        }
        return round.get(at++);
    }

    private Frame frame(Path picture, Version version) throws IOException {
        var shared = kept;
        if (shared != null && version.equals(keptVersion)) {
            return shared(shared);
        }
        release();
        var bytes = Files.readAllBytes(picture);
        try {
            return StillPicture.isJpeg(bytes)
                    ? new JpegFrame(opening.stamps().get(), bytes, bytes.length, opening.codec())
                    : decoded(bytes, version);
        } catch (BadPictureException e) {
            broken.put(picture, version);
            throw new BadPictureException(picture + " cannot be used: " + e.getMessage());
        }
    }

    private Frame shared(Mat pixels) {
        return new PixelFrame(opening.stamps().get(), pixels.submat(0, pixels.rows(), 0, pixels.cols()));
    }

    private Frame decoded(byte[] bytes, Version version) throws BadPictureException {
        var pixels = StillPicture.decode(bytes);
        if (round.size() > 1 || Files.isDirectory(place)) {
            return new PixelFrame(opening.stamps().get(), pixels);
        }
        kept = pixels;
        keptVersion = version;
        return shared(pixels);
    }

    @Override
    public String description() {
        var what = Files.isDirectory(place) ? round.size() + " pictures in " : "the picture ";
        return what + place + " at " + Pace.rate(opening.camera().fps());
    }

    @Override
    public void close() {
        release();
    }

    private void release() {
        if (kept != null) {
            OpenCv.release(kept);
            kept = null;
        }
    }
}
