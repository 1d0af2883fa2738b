package io.edgelens.train;

/**
 * How a run goes, fixed before it begins.
 *
 * @param size width and height of the pictures the network is made for
 * @param epochs how often each picture is seen; the schedule is stretched over them
 * @param minutes if not 0: how long to train, instead of {@code epochs}; the schedule is stretched over that time
 * @param batch pictures a step
 * @param rate learning rate at its highest
 * @param decay weight decay
 * @param smoothing how much of a label is spread over all classes when there is no teacher
 * @param trust how much of a label is replaced by what the teacher thinks
 * @param imitation weight of the loss that makes the student's features those of the teacher
 * @param progressive whether training sees smaller pictures than {@code size}, the smallest at first
 * @param seed of everything random
 */
record Plan(
        int size,
        int epochs,
        double minutes,
        int batch,
        float rate,
        float decay,
        float smoothing,
        float trust,
        float imitation,
        boolean progressive,
        long seed) {

    /** The rate rises for this share of the run before it begins to fall. */
    private static final double WARM_UP = 0.04;

    /** The same for pictures of another size. */
    Plan withSize(int other) {
        return new Plan(other, epochs, minutes, batch, rate, decay, smoothing, trust, imitation, progressive, seed);
    }

    /**
     * Width and height of the pictures when {@code done} (0..1) of the run is over, in multiples of 16. Always smaller
     * than those that the network is made for: random parts show things larger than whole pictures do, and whole
     * pictures are what it will be asked about (Touvron et al., Fixing the train-test resolution discrepancy, 2019).
     */
    int sizeAt(double done) {
        double share = done < 0.3 ? 2 / 3.0 : 5 / 6.0;
        return progressive ? Math.max(32, (int) Math.round(size * share / 16) * 16) : size;
    }

    /** The learning rate when {@code done} (0..1) of the run is over: up at first, then down along half a cosine. */
    float rateAt(double done) {
        if (done < WARM_UP) {
            return (float) (rate * (0.05 + 0.95 * done / WARM_UP));
        }
        double falling = Math.min(1, (done - WARM_UP) / (1 - WARM_UP));
        return (float) (rate * (0.002 + 0.998 * 0.5 * (1 + Math.cos(Math.PI * falling))));
    }
}
