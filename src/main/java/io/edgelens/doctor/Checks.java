package io.edgelens.doctor;

import io.edgelens.flow.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every check there is, in the order of the report. To add one, write its class beside these and add its line here. */
public final class Checks {

    private Checks() {}

    /** All of them, for {@code subject}. */
    public static List<Check> of(Subject subject) {
        var checks = new ArrayList<Check>();
        checks.add(new Check("Java", new JavaRuntime()));
        checks.add(new Check("user", User.ofThisProcess(subject.command())));
        checks.add(new Check("memory", Memory.ofThisMachine()));
        checks.add(new Check("disk", new Disk(subject.home(), System.getProperty("java.io.tmpdir", "/tmp"))));
        Library.shipped().forEach(library -> checks.add(new Check(library.what(), library)));
        checks.add(new Check("settings", new Configuration(subject)));
        checks.add(new Check("camera", new CameraNode(subject)));
        checks.add(new Check("formats", new CameraFormats(subject)));
        checks.add(new Check("picture", Duration.ofSeconds(15), new CameraPicture(subject)));
        checks.add(new Check("model", Duration.ofSeconds(60), new ModelRun(subject)));
        checks.add(new Check("FIFO", new FifoPath(subject)));
        checks.add(new Check("player", new Player(System.getenv("PATH"))));
        checks.add(new Check("results", new Destinations(subject)));
        checks.add(new Check("Greengrass", new NucleusSocket(subject)));
        checks.add(new Check("result topic", new TopicRight(subject, publish -> publish.topic())));
        checks.add(new Check("status topic", new TopicRight(subject, publish -> publish.statusTopic())));
        checks.add(new Check("certificate", new MqttCertificate(subject, Clock.SYSTEM)));
        checks.add(new Check("broker", Duration.ofSeconds(20), new MqttBroker(subject)));
        return List.copyOf(checks);
    }
}
