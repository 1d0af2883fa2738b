package io.edgelens.publish;

import io.edgelens.config.Section;
import io.edgelens.format.Formats;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where results go, how they read and how often.
 *
 * @param to names of {@link Publishers#TYPES}
 * @param topic where results go, with every placeholder filled in
 * @param statusTopic where the camera's state goes
 * @param format a name of {@link Formats#TYPES}
 * @param every at most one result in this time; zero is every frame
 * @param onChange whether a new top label goes out at once
 * @param qos MQTT's quality of service: 0 at most once, 1 at least once
 */
public record PublishSettings(
        List<String> to,
        String topic,
        String statusTopic,
        String format,
        Duration every,
        boolean onChange,
        int qos,
        MqttSettings mqtt) {

    /** Results go to the nucleus where there is one, to the console elsewhere, unless {@code to} says otherwise. */
    public static PublishSettings from(Section section, Host host) {
        var to = section.someOf(
                "to",
                List.of(host.greengrass() ? "greengrass" : "console"),
                Publishers.TYPES.keySet().stream().sorted().toList());
        if (to.contains("greengrass") && !host.greengrass()) {
            section.problem("to", "names greengrass, but EdgeLens was not started by Greengrass; use mqtt or console");
        }
        var topic = Topics.expanded(
                section.text(
                        "topic",
                        "edgelens/{thingName}/infer",
                        Topics.ALLOWED,
                        text -> Topics.fault(text, host.thingName())),
                host.thingName());
        return new PublishSettings(
                to,
                topic,
                Topics.status(topic, host.thingName()),
                section.oneOf(
                        "format",
                        "topk",
                        Formats.TYPES.keySet().stream().sorted().toList()),
                section.duration("every", "1s", Map.of("frame", Duration.ZERO)),
                section.flag("onChange", true),
                section.number("qos", 1, 0, 1),
                section.section("mqtt", mqtt -> MqttSettings.from(mqtt, to.contains("mqtt"), host)));
    }
}
