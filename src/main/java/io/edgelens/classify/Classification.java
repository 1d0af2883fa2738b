package io.edgelens.classify;

import io.edgelens.classify.ReadAhead.End;
import io.edgelens.classify.ReadAhead.Picture;
import io.edgelens.classify.ReadAhead.Read;
import io.edgelens.classify.ReadAhead.Unreadable;
import io.edgelens.frame.JpegCodec;
import io.edgelens.frame.Stamp;
import io.edgelens.model.Model;
import io.edgelens.model.Observation;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;

/**
 * Looks at pictures one after another and tells what each shows, in the order given. Pictures are decoded on another
 * thread while the model works on the one before.
 *
 * @param model stays the caller's
 * @param errors hears of each input that gives no picture, and why
 */
public record Classification(
        Model model, JpegCodec codec, Supplier<Stamp> stamps, Results results, PrintStream errors) {

    /**
     * Looks at all that {@code arguments} name: pictures, folders, URLs.
     *
     * @return whether every input gave a result; a reader of the results who has had enough is no failure
     */
    public boolean run(List<String> arguments) throws InterruptedException {
        var inputs = Inputs.of(arguments);
        results.begin(inputs);
        boolean good = true;
        try (var ahead = ReadAhead.start(inputs, model, codec, stamps)) {
            for (var read = ahead.next(); !(read instanceof End); read = ahead.next()) {
                good &= tell(read);
            }
            results.end();
            return good;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
                return good;
            }
            errors.println("the results cannot be written: " + e.getMessage());
            return false;
        }
    }

    private boolean tell(Read read) throws IOException {
        if (read instanceof Unreadable unreadable) {
            return fail(unreadable.input(), unreadable.reason());
        }
        if (read instanceof Picture picture) {
            Observation observation;
            try (var frame = picture.frame()) {
                observation = model.observe(frame);
            } catch (IOException e) {
                return fail(picture.input(), String.valueOf(e.getMessage()));
            }
            results.add(picture.input(), observation);
        }
        return true;
    }

    private boolean fail(Input input, String reason) {
        errors.println(input.name() + ": " + reason);
        return false;
    }
}
