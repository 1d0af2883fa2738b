package io.edgelens.frame;

/**
 * A finished picture on the Java heap: no owner, free to share between sinks. Nobody writes to {@code bytes}.
 *
 * @param stamp of the frame it was drawn from, or of the moment a card was drawn
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose; copying a picture per sink is the cost we avoid
public record Jpeg(Stamp stamp, byte[] bytes) {}
