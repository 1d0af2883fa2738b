package io.edgelens.format;

/** How a result reads on the wire. Knows no state: any thread may use it, and equal results give equal text. */
@FunctionalInterface
public interface Format {

    /** One JSON object without line breaks, below {@link Json#LIMIT} bytes as UTF-8 whatever the labels are. */
    String encode(Result result);
}
