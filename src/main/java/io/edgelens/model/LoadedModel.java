package io.edgelens.model;

import io.edgelens.frame.Frame;
import io.edgelens.frame.OpenCv;
import io.edgelens.model.Observation.Timings;
import java.io.IOException;

/** A model directory, checked, loaded and warmed up. */
public final class LoadedModel implements Model {

    private final Preprocessing preprocessing;
    private final Network network;
    private final Task task;
    private final ModelCard card;

    private LoadedModel(Preprocessing preprocessing, Network network, Task task, ModelCard card) {
        this.preprocessing = preprocessing;
        this.network = network;
        this.task = task;
        this.card = card;
    }

    /**
     * Loads the model that {@code settings} name and runs it once, so that what is wrong shows now and the first frame
     * finds it warm. The caller closes the result.
     */
    public static Model load(ModelSettings settings) throws BadModelException {
        OpenCv.load();
        var directory = ModelDirectory.read(settings.path());
        var task = Tasks.of(directory);
        var engine = Engines.choose(directory, settings.engine());
        var parameters = directory.file(engine.parameters());
        var card = new ModelCard(directory.name(), directory.version(), directory.sha256(parameters), engine.name());
        var preprocessing = Preprocessing.of(directory);
        Network network = null;
        try {
            network = engine.opener().open(directory, preprocessing, settings.threads());
            task.decode(network.forward(preprocessing.black()));
            return new LoadedModel(preprocessing, network, task, card);
        } catch (BadModelException | RuntimeException e) {
            if (network != null) {
                network.close();
            }
            preprocessing.close();
            throw e;
        }
    }

    @Override
    public Observation observe(Frame frame) throws IOException {
        long taken = System.nanoTime();
        var input = preprocessing.of(frame);
        long preprocessed = System.nanoTime();
        try {
            var predictions = task.decode(network.forward(input));
            long inferred = System.nanoTime();
            var timings = new Timings(
                    Math.max(0, taken - frame.stamp().nanos()), preprocessed - taken, inferred - preprocessed);
            return new Observation(frame.stamp(), predictions, timings, card);
        } catch (BadModelException e) {
            throw new IllegalStateException("the model worked when it was loaded, and now it does not", e);
        }
    }

    @Override
    public void decodeAhead(Frame frame) throws IOException {
        preprocessing.pixels(frame);
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public void close() {
        network.close();
        preprocessing.close();
    }
}
