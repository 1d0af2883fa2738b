package io.edgelens.overlay;

import io.edgelens.frame.Frame;
import io.edgelens.frame.Jpeg;
import io.edgelens.frame.JpegCodec;
import io.edgelens.frame.Stamp;
import io.edgelens.model.Observation;
import io.edgelens.model.Prediction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.opencv.core.Scalar;

/** Draws what the model saw on what the camera saw, or a card that says why there is nothing. For one thread. */
public final class Overlay implements AutoCloseable {

    private static final Scalar ACCENT = new Scalar(60, 200, 255);
    private static final Scalar UNSURE = new Scalar(150, 150, 150);
    private static final Scalar NIGHT = new Scalar(56, 40, 32);

    private final Canvas canvas;
    private final JpegCodec codec;
    private final int quality;
    private final double threshold;

    /**
     * Makes pictures of {@code width}×{@code height} pixels.
     *
     * @param quality of the JPEGs, 1 to 100
     * @param threshold 0..1; a top label less probable is shown as unknown
     */
    public Overlay(int width, int height, int quality, double threshold, JpegCodec codec) {
        canvas = new Canvas(width, height);
        this.codec = codec;
        this.quality = quality;
        this.threshold = threshold;
    }

    /** Draws {@code observation} on {@code frame}, which stays the caller's and unchanged. */
    public Jpeg draw(Frame frame, Observation observation) throws IOException {
        canvas.show(frame.atLeast(canvas.width(), canvas.height()));
        observation.predictions().stream().findFirst().ifPresent(this::caption);
        return new Jpeg(frame.stamp(), codec.encode(canvas.picture(), quality));
    }

    /** A band at the foot of the picture: a bar as long as the probability, the label, the percentage. */
    private void caption(Prediction top) {
        boolean sure = top.probability() >= threshold;
        int band = canvas.height() / 9;
        int y = canvas.height() - band;
        int margin = band / 3;
        int bar = Math.max(2, band / 12);
        double capital = band * 0.42;
        int baseline = y + (int) Math.round((band + capital + bar) / 2.0);
        var percent = String.format(Locale.ROOT, "%.0f %%", top.probability() * 100);

        canvas.shade(y, band);
        canvas.block(0, y, Math.round(canvas.width() * top.probability()), bar, sure ? ACCENT : UNSURE);
        canvas.write(sure ? top.label() : "unknown", margin, baseline, capital, Canvas.WHITE);
        canvas.write(
                percent,
                canvas.width() - margin - Canvas.width(percent, capital),
                baseline,
                capital,
                sure ? ACCENT : UNSURE);
    }

    /**
     * Draws a card instead of a picture.
     *
     * @param stamp of now
     * @param title what is the matter, in a few words
     * @param reason in one sentence
     * @param causes the likely ones, in one sentence each
     */
    public Jpeg card(Stamp stamp, String title, String reason, List<String> causes) {
        canvas.fill(NIGHT);
        double capital = canvas.height() / 18.0;
        int x = canvas.width() / 14;
        int baseline = canvas.height() / 4;
        canvas.block(
                x, baseline - (int) (capital * 2.4), (int) (capital * 2), Math.max(2, (int) (capital / 5)), ACCENT);
        canvas.write(title, x, baseline, capital, Canvas.WHITE);
        double small = capital * 0.5;
        baseline = paragraph(reason, x, baseline + (int) Math.round(small), small, Canvas.WHITE);
        for (var cause : causes) {
            baseline = paragraph(cause, x, baseline + (int) Math.round(small / 2), small, Canvas.GREY);
        }
        return new Jpeg(stamp, codec.encode(canvas.picture(), quality));
    }

    /** Writes below {@code baseline}, in as many rows as it takes, and returns the last one's. */
    private int paragraph(String text, int x, int baseline, double capital, Scalar colour) {
        int y = baseline;
        for (var row : wrapped(text, canvas.width() - 2 * x, capital)) {
            y += (int) Math.round(capital * 2.2);
            canvas.write(row, x, y, capital, colour);
        }
        return y;
    }

    private static List<String> wrapped(String line, int width, double capital) {
        var rows = new ArrayList<String>();
        var row = new StringBuilder();
        for (var word : line.split(" ", -1)) {
            if (row.length() > 0 && Canvas.width(row + " " + word, capital) > width) {
                rows.add(row.toString());
                row.setLength(0);
            }
            row.append(row.length() > 0 ? " " : "").append(word);
        }
        rows.add(row.toString());
        return rows;
    }

    @Override
    public void close() {
        canvas.close();
    }
}
