package io.edgelens.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgelens.config.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ExaminationTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void everyFindingIsALineAndEachFailureIsFollowedByWhatMendsIt() throws Exception {
        assertThat(examine(
                        new Sheet(new PrintStream(out, true, UTF_8), true, false),
                        new Check("memory", () -> Finding.good("enough")),
                        new Check("camera", () -> Finding.bad("not there", "lsusb", "dmesg")),
                        new Check("player", () -> Finding.hint("640×480")),
                        new Check("broker", () -> Finding.NOTHING)))
                .isFalse();

        assertThat(out.toString(UTF_8)).isEqualTo("""
                ✓ memory          enough
                ✗ camera          not there
                                  lsusb
                                  dmesg
                – player          640×480

                1 thing is wrong.
                """);
    }

    @Test
    void aTerminalWithoutUnicodeGetsAscii() throws Exception {
        examine(
                new Sheet(new PrintStream(out, true, UTF_8), false, false),
                new Check("memory", () -> Finding.good("640×480")),
                new Check("camera", () -> Finding.bad("not there", "lsusb")));

        assertThat(out.toString(UTF_8)).startsWith("""
                        ok  memory          640x480
                        BAD camera          not there
                                            lsusb
                        """).matches("\\p{ASCII}*");
    }

    @Test
    void coloursAreForTerminalsOnly() throws Exception {
        examine(new Sheet(new PrintStream(out, true, UTF_8), true, true), new Check("a", () -> Finding.good("b")));

        assertThat(out.toString(UTF_8)).startsWith("\u001b[32m✓\u001b[0m a");
    }

    @Test
    void nothingWrongIsSaid() throws Exception {
        assertThat(examine(
                        new Sheet(new PrintStream(out, true, UTF_8), true, false),
                        new Check("memory", () -> Finding.good("enough"))))
                .isTrue();
        assertThat(out.toString(UTF_8)).endsWith("Nothing is wrong.\n");
    }

    @Test
    void aCheckThatHangsIsGivenUpAndTheNextIsMade() throws Exception {
        examine(
                new Sheet(new PrintStream(out, true, UTF_8), true, false),
                new Check("camera", Duration.ofSeconds(1), () -> {
                    TimeUnit.SECONDS.sleep(60);
                    return Finding.NOTHING;
                }),
                new Check("memory", () -> Finding.good("enough")));

        assertThat(out.toString(UTF_8))
                .contains("✗ camera          no answer within 1 s")
                .contains("✓ memory");
    }

    @Test
    void aCheckThatFailsIsAFailure() throws Exception {
        assertThat(examine(new Sheet(new PrintStream(out, true, UTF_8), true, false), new Check("camera", () -> {
                    throw new UnsatisfiedLinkError("no library");
                })))
                .isFalse();
        assertThat(out.toString(UTF_8)).contains("✗ camera").contains("no library");
    }

    @Test
    void wrongSettingsAreToldOnceForAllThatNeedThem() throws Exception {
        Check.Look wrong = () -> {
            throw new ConfigException(List.of("camera.fps must be a number"));
        };

        assertThat(examine(
                        new Sheet(new PrintStream(out, true, UTF_8), true, false),
                        new Check("camera", wrong),
                        new Check("formats", wrong)))
                .isTrue();
        assertThat(out.toString(UTF_8))
                .contains("– camera          not looked at, because its settings are wrong")
                .doesNotContain("formats");
    }

    private static boolean examine(Sheet sheet, Check... checks) throws InterruptedException {
        return new Examination(sheet).of(List.of(checks));
    }
}
