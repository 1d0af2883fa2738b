package io.edgelens.doctor;

import io.edgelens.greengrass.IpcException;
import io.edgelens.publish.PublishSettings;
import java.util.function.Function;

/**
 * Whether the component may publish to a topic. Nothing is published: the nucleus looks at the rights first and then
 * refuses a message that is too large for AWS IoT Core.
 */
record TopicRight(Subject subject, Function<PublishSettings, String> topic) implements Check.Look {

    /** AWS IoT Core takes 128 KiB. */
    private static final int TOO_LARGE = 128 * 1024 + 1;

    @Override
    public Finding look() throws InterruptedException {
        var publish = subject.publish();
        var nucleus = subject.nucleus();
        if (nucleus.isEmpty() || !publish.to().contains("greengrass")) {
            return Finding.NOTHING;
        }
        var name = topic.apply(publish);
        try {
            nucleus.get().publishToIoTCore(name, new byte[TOO_LARGE], publish.qos());
            return Finding.good("the component may publish to " + name);
        } catch (IpcException e) {
            return switch (e.kind()) {
                case NOT_AUTHORISED -> Finding.bad(e.sentence(), policy(name));
                case GONE -> Finding.hint("not looked at, because the nucleus does not answer");
                case FULL -> Finding.hint("the component may publish to " + name + ", but " + e.sentence());
                case LATER, REFUSED -> Finding.good("the component may publish to " + name);
            };
        }
    }

    /** What a deployment's merge update must have. */
    private static String policy(String topic) {
        return "{\"accessControl\":{\"aws.greengrass.ipc.mqttproxy\":{\"io.edgelens.Camera:mqtt:1\":{\"operations\":"
                + "[\"aws.greengrass#PublishToIoTCore\"],\"resources\":[\"" + topic + "\"]}}}}";
    }
}
