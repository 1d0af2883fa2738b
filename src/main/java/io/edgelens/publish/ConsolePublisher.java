package io.edgelens.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgelens.publish.Courier.Pace;
import io.edgelens.publish.Message.Kind;
import io.edgelens.publish.Route.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints each result as one line; the status is for machines and is not printed. */
final class ConsolePublisher {

    private static final Logger LOGGER = LoggerFactory.getLogger(ConsolePublisher.class);

    private ConsolePublisher() {}

    static Publisher open(Publishers.Opening opening) {
        return new Courier("console", Publishers.outbox(), new Lines(opening.console()), new Pace(1, 1_000));
    }

    /** Lines of text on a stream that whoever reads it may close. */
    private static final class Lines implements Route {

        private final OutputStream out;
        private boolean broken;

        Lines(OutputStream out) {
            this.out = out;
        }

        @Override
        public CompletableFuture<Outcome> send(Message message) {
            boolean printed = message.kind() == Kind.STATUS ? !broken : printed(message);
            return CompletableFuture.completedFuture(printed ? new Outcome.Sent() : new Outcome.Refused(""));
        }

        private boolean printed(Message message) {
            if (broken) {
                return false;
            }
            try {
                out.write((message.json() + "\n").getBytes(UTF_8));
                out.flush();
                // System.out keeps its troubles to itself.
                if (out instanceof PrintStream print && print.checkError()) {
                    throw new IOException("nobody reads it any more");
                }
                return true;
            } catch (IOException e) {
                broken = true;
                LOGGER.atWarn()
                        .addKeyValue("error", e.getMessage())
                        .log("standard output is closed; results are no longer printed, everything else goes on");
                return false;
            }
        }

        /** The stream belongs to the process. */
        @Override
        public void close() {}
    }
}
