package io.edgelens.format;

import java.util.Map;

/** Every format there is. To add one, write its class beside these and add its line here. */
public final class Formats {

    public static final Map<String, Format> TYPES = Map.of(
            "topk", new TopK(),
            "detail", new Detail());

    private Formats() {}
}
