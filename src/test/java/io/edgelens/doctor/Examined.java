package io.edgelens.doctor;

import io.edgelens.frame.OpenCvJpeg;
import io.edgelens.greengrass.Nucleus;
import io.edgelens.publish.Host;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Subjects of which only one part matters. */
final class Examined {

    private Examined() {}

    static Subject with(String section, Map<String, ?> values) {
        return subject(Map.of(section, values), new Host(false, "door"), Optional.empty());
    }

    /** A component of {@code nucleus}. */
    static Subject component(Nucleus nucleus) {
        return subject(Map.of(), new Host(true, "door"), Optional.of(nucleus));
    }

    static Subject subject(Map<String, Object> values, Host host, Optional<Nucleus> nucleus) {
        return new Subject(
                Optional.of(values), List.of(), host, "/opt/edgelens", "/opt/model", nucleus, new OpenCvJpeg());
    }
}
