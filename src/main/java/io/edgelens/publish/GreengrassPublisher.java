package io.edgelens.publish;

import io.edgelens.greengrass.IpcException;
import io.edgelens.greengrass.Nucleus;
import io.edgelens.publish.Courier.Pace;
import io.edgelens.publish.Message.Kind;
import io.edgelens.publish.Route.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Results and status to AWS IoT Core through the nucleus, which keeps them while the device is offline. */
final class GreengrassPublisher {

    private GreengrassPublisher() {}

    static Publisher open(Publishers.Opening opening) {
        var nucleus = opening.nucleus()
                .orElseThrow(() -> new IllegalArgumentException("publishing over Greengrass needs its nucleus"));
        return new Courier(
                "greengrass",
                Publishers.outbox(),
                new Ipc(nucleus, opening.settings().qos()),
                new Pace(1, Publishers.MOST_PER_SECOND));
    }

    /** The connection belongs to the whole process and stays when the route is closed. */
    private record Ipc(Nucleus nucleus, int qos) implements Route {

        @Override
        public boolean awaitOpen(Duration patience) throws InterruptedException {
            return nucleus.awaitConnected(patience);
        }

        @Override
        public CompletableFuture<Outcome> send(Message message) throws InterruptedException {
            try {
                nucleus.publishToIoTCore(message.topic(), message.bytes(), message.kind() == Kind.STATUS ? 1 : qos);
                return CompletableFuture.completedFuture(new Outcome.Sent());
            } catch (IpcException e) {
                return CompletableFuture.completedFuture(outcome(e, message.kind()));
            }
        }

        private static Outcome outcome(IpcException e, Kind kind) {
            return switch (e.kind()) {
                case GONE -> new Outcome.Later("");
                case LATER, FULL -> new Outcome.Later(e.sentence());
                // A status nobody may hear must not hold up results that may go.
                case NOT_AUTHORISED ->
                    kind == Kind.STATUS ? new Outcome.Refused(e.sentence()) : new Outcome.Later(e.sentence());
                case REFUSED -> new Outcome.Refused(e.sentence());
            };
        }

        @Override
        public void close() {}
    }
}
