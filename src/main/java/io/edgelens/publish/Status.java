package io.edgelens.publish;

import io.edgelens.format.Json;
import java.time.Instant;

/**
 * How a camera is.
 *
 * @param reason a sentence for people; empty when the state says it all
 * @param time since when
 */
public record Status(State state, String reason, Instant time) {

    /** The words on the wire. */
    public enum State {
        LOADING("loading"),
        READY("ready"),
        CAMERA_LOST("camera lost"),
        ERROR("error"),
        STOPPED("stopped"),
        /** Sent by the broker, when the connection has gone without a goodbye. */
        OFFLINE("offline");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** Whether {@code other} says the same, at whatever time. */
    boolean says(Status other) {
        return state == other.state && reason.equals(other.reason);
    }

    /** {@code {"state":"camera lost","reason":"…","camera":"…","time":"…"}}; without a time for the last will. */
    String json(String camera) {
        return Json.write(json -> {
            json.beginObject();
            json.name("state").value(state.word());
            json.name("reason").value(reason.length() <= 1_000 ? reason : reason.substring(0, 1_000));
            json.name("camera").value(Json.shortened(camera));
            if (state != State.OFFLINE) {
                json.name("time").value(Json.time(time));
            }
            json.endObject();
        });
    }
}
