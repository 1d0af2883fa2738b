package io.edgelens.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.edgelens.config.ConfigException;
import io.edgelens.doctor.Finding.Mark;
import io.edgelens.frame.OpenCvJpeg;
import io.edgelens.publish.Host;
import io.edgelens.testing.ColourModel;
import io.edgelens.testing.Pictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The checks of the loop's own stations: settings, camera, model, FIFO. */
@Timeout(30)
class LoopTest {

    @TempDir
    private Path folder;

    @Test
    void everyMistakeInTheSettingsIsTold() {
        var one = List.of("camera.fps must be a whole number from 1 to 240, but is 0");
        var two = List.of("camera.fps is wrong", "model.topK is wrong");

        assertThat(configuration(one).look()).isEqualTo(Finding.bad(one.get(0)));
        assertThat(configuration(two).look()).isEqualTo(new Finding(Mark.BAD, "2 mistakes", two));
        assertThat(new Configuration(Examined.with("camera", Map.of())).look())
                .isEqualTo(Finding.good("given for camera"));
    }

    private static Configuration configuration(List<String> problems) {
        return new Configuration(new Subject(
                Optional.empty(), problems, new Host(false, "door"), "", "", Optional.empty(), new OpenCvJpeg()));
    }

    @Test
    void aMistakeInOnePartHidesNothingAboutTheOthers() {
        var subject = Examined.with("camera", Map.of("fps", 0));

        assertThatThrownBy(subject::camera).isInstanceOf(ConfigException.class);
        assertThat(subject.display().fps()).isEqualTo(30);
    }

    @Test
    void aCameraThatIsNotThereIsTold() throws Exception {
        var finding = new CameraNode(camera("/dev/video77")).look();

        assertThat(finding.mark()).isEqualTo(Mark.BAD);
        assertThat(finding.text()).startsWith("there is no /dev/video77");
        assertThat(finding.remedies()).last().asString().startsWith("/opt/edgelens/bin/edgelens run -s camera.source=");
        assertThat(new CameraPicture(camera("/dev/video77")).look()).isEqualTo(Finding.NOTHING);
    }

    @Test
    void aDeviceThatIsNoCameraIsTold() throws Exception {
        assertThat(new CameraNode(camera("/dev/null")).look().text())
                .startsWith("/dev/null is no camera, or does not answer: ");
        assertThat(new CameraFormats(camera("/dev/null")).look()).isEqualTo(Finding.NOTHING);
    }

    @Test
    void aDeviceThatThisUserMayNotUseIsTold() throws Exception {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may use everything");

        var finding = new CameraNode(camera("/dev/port")).look();

        assertThat(finding.text()).contains("may not use /dev/port");
        assertThat(finding.remedies()).first().asString().startsWith("sudo ");
    }

    @Test
    void aPictureOfAnyOtherSourceIsReallyTaken() throws Exception {
        assertThat(new CameraNode(camera("testcard")).look()).isEqualTo(Finding.NOTHING);
        assertThat(new CameraPicture(camera("testcard")).look().text()).matches("1280×720 after \\d+ ms: .*");

        Files.write(folder.resolve("a.jpg"), Pictures.jpeg(64, 48, Pictures.RED));
        assertThat(new CameraPicture(camera(folder.toString())).look().text()).startsWith("64×48 after ");
    }

    @Test
    void aSourceWithoutPicturesIsToldWithItsCauses() throws Exception {
        var missing = folder.resolve("no.mjpeg").toString();

        assertThat(new CameraPicture(camera(missing)).look())
                .isEqualTo(Finding.bad(
                        "There is no file " + missing, "camera.source is wrong, or the file is not there yet."));
    }

    private static Subject camera(String source) {
        return Examined.with("camera", Map.of("source", source));
    }

    @Test
    void aModelIsRunAndSaysWhatItKnows() throws Exception {
        var model = ColourModel.write(folder.resolve("colour"));

        assertThat(new ModelRun(model(model)).look().text())
                .matches("colour on MXNet knows blue, green, red; \\d+\\.\\d ms a picture");
    }

    @Test
    void aModelThatCannotBeUsedIsTold() throws Exception {
        var model = ColourModel.write(folder.resolve("colour"));
        Files.delete(model.resolve("synset.txt"));

        assertThat(new ModelRun(model(model)).look())
                .isEqualTo(Finding.bad(
                        model.resolve("synset.txt")
                                + " is missing; a model directory needs serving.properties, synset.txt and the"
                                + " engine's files",
                        "ls -l " + model));
    }

    private static Subject model(Path path) {
        return Examined.with("model", Map.of("path", path.toString()));
    }

    @Test
    void aFifoIsThereOrCanBeMadeAndNothingIsMade() throws Exception {
        var path = folder.resolve("results");

        assertThat(fifo(path)).isEqualTo(Finding.good(path + " can be made"));
        assertThat(path).doesNotExist();
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        assertThat(fifo(path)).isEqualTo(Finding.good(path + " is there"));
    }

    @Test
    void anythingElseInPlaceOfTheFifoIsTold() throws Exception {
        var file = Files.createFile(folder.resolve("file"));

        assertThat(fifo(file).text()).isEqualTo(file + " is there, but is not a FIFO");
        assertThat(fifo(folder.resolve("no/where")))
                .isEqualTo(Finding.bad(
                        "there is no folder " + folder.resolve("no") + " for " + folder.resolve("no/where"),
                        "sudo mkdir -p " + folder.resolve("no")));
    }

    private static Finding fifo(Path path) throws Exception {
        return new FifoPath(Examined.with("display", Map.of("fifo", path.toString()))).look();
    }
}
