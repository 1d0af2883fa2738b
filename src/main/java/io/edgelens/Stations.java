package io.edgelens;

import io.edgelens.flow.Clock;
import io.edgelens.frame.JpegCodec;
import io.edgelens.frame.OpenCvJpeg;
import io.edgelens.greengrass.Nucleus;
import io.edgelens.model.BadModelException;
import io.edgelens.model.LoadedModel;
import io.edgelens.model.Model;
import io.edgelens.overlay.Overlay;
import io.edgelens.publish.Host;
import io.edgelens.publish.Publishers;
import io.edgelens.sink.FifoSink;
import io.edgelens.sink.FrameSink;
import io.edgelens.source.FrameSource;
import io.edgelens.source.Reconnecting;
import io.edgelens.source.SourceState;
import io.edgelens.source.Sources;
import io.edgelens.source.Stamps;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real stations.
 *
 * @param nucleus stays the caller's
 * @param console where results are printed; stays the caller's
 */
record Stations(Host host, Optional<Nucleus> nucleus, OutputStream console, JpegCodec codec) implements Pipeline.Parts {

    private static final Logger LOGGER = LoggerFactory.getLogger(Stations.class);

    Stations(Host host, Optional<Nucleus> nucleus, OutputStream console) {
        this(host, nucleus, console, new OpenCvJpeg());
    }

    @Override
    public FrameSource source(Settings settings, Stamps stamps, Consumer<SourceState> listener) {
        return new Reconnecting(new Sources.Opening(settings.camera(), stamps, codec), Clock.SYSTEM, listener);
    }

    @Override
    public Model model(Settings settings) throws BadModelException {
        var model = LoadedModel.load(settings.model());
        LOGGER.atInfo()
                .addKeyValue("name", model.card().name())
                .addKeyValue("version", model.card().version())
                .addKeyValue("engine", model.card().engine())
                .log("model loaded");
        return model;
    }

    @Override
    public Overlay overlay(Settings settings) {
        var display = settings.display();
        var size = display.resolution();
        return new Overlay(
                size.width(), size.height(), display.quality(), settings.model().threshold(), codec);
    }

    @Override
    public FrameSink sink(Settings settings) throws IOException {
        var fifo = settings.display().fifo();
        var sink = FifoSink.open(fifo);
        LOGGER.info("watch the picture with: mplayer -demuxer lavf -lavfdopts format=mjpeg:probesize=32 {}", fifo);
        return sink;
    }

    @Override
    public Publishers publishers(Settings settings) {
        return Publishers.open(new Publishers.Opening(
                settings.publish(), host.thingName(), settings.model().topK(), nucleus, Clock.SYSTEM, console));
    }
}
