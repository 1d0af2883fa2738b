package io.edgelens.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgelens.doctor.Finding.Mark;
import io.edgelens.greengrass.Nucleus;
import io.edgelens.greengrass.NucleusStandIn;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.aws.greengrass.model.ServiceError;
import software.amazon.awssdk.aws.greengrass.model.UnauthorizedError;

@Timeout(30)
class GreengrassTest {

    private final NucleusStandIn standIn = NucleusStandIn.absent();
    private final Nucleus nucleus =
            Nucleus.fromEnvironment(standIn.environment()).orElseThrow();
    private final Subject component = Examined.component(nucleus);

    @AfterEach
    void end() {
        nucleus.close();
        standIn.close();
    }

    @Test
    void aNucleusThatAnswersIsTold() throws Exception {
        standIn.configure(Map.of("camera", Map.of("fps", 5)));
        standIn.start();

        assertThat(new NucleusSocket(component).look())
                .isEqualTo(Finding.good("the nucleus answers; the deployment has settings for camera"));
    }

    @Test
    void aNucleusThatIsNotThereIsTold() throws Exception {
        var finding = new NucleusSocket(component).look();

        assertThat(finding.mark()).isEqualTo(Mark.BAD);
        assertThat(finding.remedies()).contains("systemctl status greengrass");
        assertThat(right().mark()).isEqualTo(Mark.HINT);
    }

    @Test
    void outsideGreengrassNothingIsAskedOfIt() throws Exception {
        var subject = Examined.with("camera", Map.of());

        assertThat(new NucleusSocket(subject).look().mark()).isEqualTo(Mark.HINT);
        assertThat(new TopicRight(subject, publish -> publish.topic()).look()).isEqualTo(Finding.NOTHING);
    }

    @Test
    void aRefusalOfTheSizeShowsThatTheComponentMayPublish() throws Exception {
        start();
        standIn.refusePublishing(() -> new ServiceError("Publish failed: the message is larger than 128 KiB"));

        assertThat(right()).isEqualTo(Finding.good("the component may publish to edgelens/door/infer"));
        assertThat(standIn.published()).isEmpty();
    }

    @Test
    void aMissingRightIsToldWithThePolicyThatGivesIt() throws Exception {
        start();
        standIn.refusePublishing(() -> new UnauthorizedError("Not Authorized"));

        var finding = right();

        assertThat(finding.mark()).isEqualTo(Mark.BAD);
        assertThat(finding.text()).contains("may not publish to edgelens/door/infer");
        assertThat(finding.remedies().get(0)).contains("aws.greengrass#PublishToIoTCore", "edgelens/door/infer");
    }

    @Test
    void whatIsSentIsMoreThanAnyTopicTakes() throws Exception {
        start();

        right();

        assertThat(standIn.published())
                .singleElement()
                .satisfies(message -> assertThat(message.json().length()).isGreaterThan(128 * 1024));
    }

    private void start() throws Exception {
        standIn.start();
        assertThat(new NucleusSocket(component).look().mark()).isEqualTo(Mark.GOOD);
    }

    private Finding right() throws Exception {
        return new TopicRight(component, publish -> publish.topic()).look();
    }

    @Test
    void whereResultsGoIsTold() {
        assertThat(new Destinations(component).look().text()).isEqualTo("go to greengrass, topic edgelens/door/infer");
        assertThat(new Destinations(Examined.subject(
                                Map.of(), new io.edgelens.publish.Host(false, "door"), Optional.empty()))
                        .look())
                .isEqualTo(Finding.good("go to the console"));
    }
}
