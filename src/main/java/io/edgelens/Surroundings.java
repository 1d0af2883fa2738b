package io.edgelens;

import io.edgelens.publish.Host;
import java.util.Map;

/**
 * What EdgeLens finds around it.
 *
 * @param environment the process's variables
 * @param home the distribution's folder
 */
record Surroundings(Map<String, String> environment, String home) {

    /** Of this process; the launcher says where home is. */
    static Surroundings ofThisProcess() {
        return new Surroundings(System.getenv(), System.getProperty("edgelens.home", "."));
    }

    Host host() {
        return Host.of(environment);
    }

    /** The model that comes with EdgeLens: under Greengrass a component of its own, else a folder of the distribution. */
    String shippedModel() {
        return environment.getOrDefault("EDGELENS_MODEL", home + "/models/catdog");
    }
}
