package io.edgelens.doctor;

import io.edgelens.flow.Clock;
import io.edgelens.model.BadModelException;
import io.edgelens.model.LoadedModel;
import io.edgelens.model.Prediction;
import io.edgelens.source.CameraSettings;
import io.edgelens.source.Sources;
import io.edgelens.source.Stamps;
import java.io.IOException;
import java.util.stream.LongStream;

/** Whether the model loads, what it knows and how long it takes. */
record ModelRun(Subject subject) implements Check.Look {

    private static final int RUNS = 15;
    private static final int LABELS = 6;

    @Override
    public Finding look() throws IOException, InterruptedException {
        var settings = subject.model();
        var testCard = new CameraSettings("testcard", 640, 480, 30, "MJPG");
        var opening = new Sources.Opening(testCard, new Stamps(Clock.SYSTEM), subject.codec());
        try (var model = LoadedModel.load(settings);
                var source = Sources.open(opening);
                var frame = source.next()) {
            var times = new long[RUNS];
            var seen = model.observe(frame);
            for (int i = 0; i < RUNS; i++) {
                seen = model.observe(frame);
                times[i] = seen.timings().preprocess() + seen.timings().inference();
            }
            var labels =
                    seen.predictions().stream().map(Prediction::label).sorted().toList();
            var card = model.card();
            return Finding.good("%s on %s knows %s; %.1f ms a picture"
                    .formatted(
                            (card.name() + " " + card.version()).strip(),
                            card.engine(),
                            labels.size() > LABELS ? labels.size() + " labels" : String.join(", ", labels),
                            LongStream.of(times)
                                            .sorted()
                                            .skip(RUNS / 2)
                                            .findFirst()
                                            .orElse(0)
                                    / 1e6));
        } catch (BadModelException e) {
            return Finding.bad(String.valueOf(e.getMessage()), "ls -l " + settings.path());
        }
    }
}
