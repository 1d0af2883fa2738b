package io.edgelens.frame;

import java.time.Instant;

/**
 * When a picture was captured and which one it is.
 *
 * @param number counts up from 1 over the life of a camera, so gaps show where frames were skipped
 * @param at wall time of capture, for what is shown and published
 * @param nanos the monotonic clock at capture, for latencies
 */
public record Stamp(long number, Instant at, long nanos) {}
