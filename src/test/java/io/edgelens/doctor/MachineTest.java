package io.edgelens.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgelens.doctor.Finding.Mark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

    @TempDir
    private Path folder;

    @Test
    void thisJavaIsNewEnough() {
        assertThat(new JavaRuntime().look().mark()).isEqualTo(Mark.GOOD);
    }

    @Test
    void aUserIsToldWithItsGroups() throws Exception {
        var user = new User("ggc_user", file("status", "Gid:\t998\t998\n\nGroups:\t44 998 \n"), groups(), "edgelens");

        assertThat(user.look()).isEqualTo(Finding.good("ggc_user, in the groups video, ggc_group"));
    }

    @Test
    void rootIsToldThatAComponentIsSomebodyElse() throws Exception {
        var finding = new User("root", file("status", "Gid:\t0\n"), groups(), "/opt/bin/edgelens").look();

        assertThat(finding.mark()).isEqualTo(Mark.HINT);
        assertThat(finding.remedies()).containsExactly("sudo -u ggc_user /opt/bin/edgelens doctor");
    }

    @Test
    void aGroupThatCameAfterTheLoginIsKnown() throws Exception {
        var user = new User("ggc_user", file("status", "Gid:\t998\n"), groups(), "edgelens");

        assertThat(user.willBeIn("video")).isTrue();
        assertThat(user.willBeIn("audio")).isFalse();
    }

    private Path groups() throws Exception {
        return file("group", "root:x:0:\naudio:x:29:else\nvideo:x:44:else,ggc_user\nggc_group:x:998:\n");
    }

    @Test
    void memoryIsEnoughOrLittleOrTooLittle() throws Exception {
        assertThat(memory(2_000).mark()).isEqualTo(Mark.GOOD);
        assertThat(memory(400).mark()).isEqualTo(Mark.HINT);
        assertThat(memory(100))
                .isEqualTo(Finding.bad(
                        "100 MB of 4096 available, but EdgeLens needs 250", "ps -eo rss,pid,comm --sort=-rss | head"));
    }

    private Finding memory(int megabytes) throws Exception {
        return new Memory(
                        file("meminfo", "MemTotal:        4194304 kB\nMemAvailable:   " + megabytes * 1024L + " kB\n"))
                .look();
    }

    @Test
    void thereIsRoomOnThisDisk() throws Exception {
        assertThat(new Disk(folder.toString(), "/no/such/folder").look().text()).endsWith("MB free for " + folder);
    }

    @Test
    void everyShippedLibraryLoads() {
        assertThat(Library.shipped())
                .isNotEmpty()
                .allSatisfy(library -> assertThat(library.look())
                        .satisfies(finding ->
                                assertThat(finding.mark()).as(finding.text()).isEqualTo(Mark.GOOD)));
    }

    @Test
    void aLibraryThatIsNotThereOrDamagedIsTold() throws Exception {
        var library = new Library("OpenCV", "libcv.so", List.of(folder));

        assertThat(library.look().text()).startsWith("libcv.so is not in [" + folder + "]");
        file("libcv.so", "no library");
        assertThat(library.look().text()).startsWith(folder.resolve("libcv.so") + " does not load: ");
        assertThat(library.look().remedies()).contains("ldd " + folder.resolve("libcv.so"));
    }

    @Test
    void aPlayerIsAHint() throws Exception {
        assertThat(new Player(folder.toString()).look())
                .isEqualTo(Finding.hint(
                        "no mplayer, which shows the pictures on this machine", "sudo apt-get install mplayer"));

        assertThat(file("mplayer", "").toFile().setExecutable(true)).isTrue();
        assertThat(new Player("/no:" + folder).look())
                .isEqualTo(Finding.good(folder.resolve("mplayer").toString()));
    }

    private Path file(String name, String content) throws Exception {
        return Files.writeString(folder.resolve(name), content);
    }
}
