package io.edgelens.doctor;

import io.edgelens.greengrass.IpcException;
import java.time.Duration;

/** Whether the Greengrass nucleus answers. */
record NucleusSocket(Subject subject) implements Check.Look {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public Finding look() throws InterruptedException {
        var nucleus = subject.nucleus();
        if (nucleus.isEmpty()) {
            return Finding.hint(
                    "not there: this process was started without it, so a component's rights are not known");
        }
        try {
            var deployed = nucleus.get().configuration(PATIENCE);
            return Finding.good("the nucleus answers; the deployment has settings for "
                    + (deployed.isEmpty() ? "nothing" : String.join(", ", deployed.keySet())));
        } catch (IpcException e) {
            return Finding.bad(
                    e.sentence(), "systemctl status greengrass", "sudo tail -50 /greengrass/v2/logs/greengrass.log");
        }
    }
}
