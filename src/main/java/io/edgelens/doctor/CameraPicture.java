package io.edgelens.doctor;

import io.edgelens.doctor.Finding.Mark;
import io.edgelens.flow.Clock;
import io.edgelens.frame.BadPictureException;
import io.edgelens.frame.Frame;
import io.edgelens.frame.OpenCv;
import io.edgelens.source.FrameSource;
import io.edgelens.source.OutageException;
import io.edgelens.source.Sources;
import io.edgelens.source.Stamps;
import java.io.IOException;

/** Whether a picture really comes, and can be decoded. */
record CameraPicture(Subject subject) implements Check.Look {

    /** The first pictures of a camera may be torn. */
    private static final int TRIES = 10;

    @Override
    public Finding look() throws IOException, InterruptedException {
        if (!new CameraNode(subject).allowsUse()) {
            return Finding.NOTHING;
        }
        OpenCv.load();
        var opening = new Sources.Opening(subject.camera(), new Stamps(Clock.SYSTEM), subject.codec());
        long asked = System.nanoTime();
        try (var source = Sources.open(opening);
                var frame = picture(source)) {
            frame.atLeast(frame.width(), frame.height());
            return Finding.good("%d×%d after %d ms: %s"
                    .formatted(
                            frame.width(),
                            frame.height(),
                            (System.nanoTime() - asked) / 1_000_000,
                            source.description()));
        } catch (OutageException e) {
            return new Finding(Mark.BAD, String.valueOf(e.getMessage()), e.causes());
        } catch (IOException e) {
            return Finding.bad(String.valueOf(e.getMessage()));
        }
    }

    private static Frame picture(FrameSource source) throws IOException, InterruptedException {
        for (int i = 1; ; i++) {
            try {
                return source.next();
            } catch (BadPictureException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }
}
