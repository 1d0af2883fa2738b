package io.edgelens.publish;

import io.edgelens.config.ConfigException;
import io.edgelens.flow.Closer;
import io.edgelens.flow.Gate;
import io.edgelens.flow.Outage;
import io.edgelens.publish.Courier.Pace;
import io.edgelens.publish.Message.Kind;
import io.edgelens.publish.Route.Outcome;
import io.edgelens.publish.Status.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.ClientTlsContext;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.HostResolver;
import software.amazon.awssdk.crt.io.SocketOptions;
import software.amazon.awssdk.crt.io.TlsContextOptions;
import software.amazon.awssdk.crt.mqtt5.Mqtt5Client;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions;
import software.amazon.awssdk.crt.mqtt5.OnAttemptingConnectReturn;
import software.amazon.awssdk.crt.mqtt5.OnConnectionFailureReturn;
import software.amazon.awssdk.crt.mqtt5.OnConnectionSuccessReturn;
import software.amazon.awssdk.crt.mqtt5.OnDisconnectionReturn;
import software.amazon.awssdk.crt.mqtt5.OnStoppedReturn;
import software.amazon.awssdk.crt.mqtt5.PublishResult;
import software.amazon.awssdk.crt.mqtt5.QOS;
import software.amazon.awssdk.crt.mqtt5.packets.ConnectPacket;
import software.amazon.awssdk.crt.mqtt5.packets.DisconnectPacket;
import software.amazon.awssdk.crt.mqtt5.packets.PublishPacket;

/** Results and status to AWS IoT Core or any other MQTT 5 broker, over TLS with or without a client certificate. */
final class MqttPublisher {

    private static final Logger LOGGER = LoggerFactory.getLogger(MqttPublisher.class);

    private MqttPublisher() {}

    static Publisher open(Publishers.Opening opening) {
        return open(opening, Publishers.outbox());
    }

    static Publisher open(Publishers.Opening opening, Outbox outbox) {
        // AWS IoT Core takes 100 unconfirmed messages; a few are enough to fill any line.
        return new Courier("mqtt", outbox, new Broker(opening, outbox), new Pace(20, Publishers.MOST_PER_SECOND));
    }

    /** The connection; the SDK's client makes it again by itself. */
    private static final class Broker implements Route, Mqtt5ClientOptions.LifecycleEvents {

        private static final long FIRST_PAUSE_MS = 500;
        private static final long LONGEST_PAUSE_MS = 30_000;
        private static final long KEEP_ALIVE_S = 30;
        private static final Duration GOODBYE = Duration.ofMillis(150);

        private final MqttSettings settings;
        private final Outbox outbox;
        private final int qos;
        private final Gate connected = new Gate();
        private final Outage outage;
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final Closer natives = new Closer();
        private final Mqtt5Client client;
        private boolean started;
        private volatile boolean stopping;

        Broker(Publishers.Opening opening, Outbox outbox) {
            this.settings = opening.settings().mqtt();
            this.outbox = outbox;
            this.qos = opening.settings().qos();
            this.outage =
                    new Outage(reason -> LOGGER.atWarn().log("{}", reason), again -> LOGGER.atInfo().log("{}", again));
            try {
                this.client = natives.own(client(opening));
            } catch (RuntimeException e) {
                natives.close();
                throw e;
            }
        }

        private Mqtt5Client client(Publishers.Opening opening) {
            var loop = natives.own(new EventLoopGroup(1));
            var resolver = natives.own(new HostResolver(loop));
            var bootstrap = natives.own(new ClientBootstrap(loop, resolver));
            var socket = natives.own(new SocketOptions());
            socket.connectTimeoutMs = 5_000;
            var options = new Mqtt5ClientOptions.Mqtt5ClientOptionsBuilder(settings.endpoint(), (long) settings.port())
                    .withBootstrap(bootstrap)
                    .withSocketOptions(socket)
                    .withConnectOptions(greeting(opening))
                    .withSessionBehavior(Mqtt5ClientOptions.ClientSessionBehavior.CLEAN)
                    .withOfflineQueueBehavior(Mqtt5ClientOptions.ClientOfflineQueueBehavior.FAIL_ALL_ON_DISCONNECT)
                    .withMinReconnectDelayMs(FIRST_PAUSE_MS)
                    .withMaxReconnectDelayMs(LONGEST_PAUSE_MS)
                    .withMinConnectedTimeToResetReconnectDelayMs(LONGEST_PAUSE_MS)
                    .withConnackTimeoutMs(10_000L)
                    .withPingTimeoutMs(10_000L)
                    .withLifecycleEvents(this);
            if (settings.secure()) {
                options.withTlsContext(tls());
            }
            return new Mqtt5Client(options.build());
        }

        private ClientTlsContext tls() {
            try (var options = settings.certificate().isEmpty()
                    ? TlsContextOptions.createDefaultClient()
                    : TlsContextOptions.createWithMtlsFromPath(settings.certificate(), settings.privateKey())) {
                if (!settings.ca().isEmpty()) {
                    options.withCertificateAuthorityFromPath(null, settings.ca());
                }
                settings.alpn().ifPresent(options::withAlpnList);
                return natives.own(new ClientTlsContext(options));
            } catch (CrtRuntimeException e) {
                throw new ConfigException(
                        List.of("publish.mqtt.certificate, privateKey and ca cannot be used together: "
                                + Troubles.sentence(e.errorCode, settings)));
            }
        }

        private ConnectPacket greeting(Publishers.Opening opening) {
            var connect = new ConnectPacket.ConnectPacketBuilder()
                    .withClientId(settings.clientId())
                    .withKeepAliveIntervalSeconds(KEEP_ALIVE_S)
                    .withWill(will(opening));
            if (!settings.username().isEmpty()) {
                connect.withUsername(settings.username());
            }
            try {
                var password = settings.password();
                if (!password.isEmpty()) {
                    connect.withPassword(password.getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new ConfigException(
                        List.of("publish.mqtt.passwordFile cannot be read: " + settings.passwordFile()));
            }
            return connect.build();
        }

        private PublishPacket will(Publishers.Opening opening) {
            var status = new Status(
                    State.OFFLINE, "the connection was lost", opening.clock().now());
            return packet(new Message(opening.settings().statusTopic(), status.json(opening.camera()), Kind.STATUS));
        }

        private PublishPacket packet(Message message) {
            boolean status = message.kind() == Kind.STATUS;
            return new PublishPacket.PublishPacketBuilder()
                    .withTopic(message.topic())
                    .withPayload(message.bytes())
                    .withQOS(status || qos == 1 ? QOS.AT_LEAST_ONCE : QOS.AT_MOST_ONCE)
                    .withRetain(status && settings.retain())
                    .build();
        }

        @Override
        public boolean awaitOpen(Duration patience) throws InterruptedException {
            if (!started) {
                started = true;
                client.start();
            }
            return connected.await(patience);
        }

        @Override
        public CompletableFuture<Outcome> send(Message message) {
            return client.publish(packet(message))
                    .handle((result, failure) -> failure == null
                            ? outcome(result, message)
                            : new Outcome.Later(Troubles.publishing(cause(failure), settings)));
        }

        private static Throwable cause(Throwable failure) {
            return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        }

        private static Outcome outcome(PublishResult result, Message message) {
            var confirmation = result.getResultPubAck();
            if (confirmation == null) {
                return new Outcome.Sent();
            }
            return switch (confirmation.getReasonCode()) {
                case SUCCESS, NO_MATCHING_SUBSCRIBERS -> new Outcome.Sent();
                case NOT_AUTHORIZED -> {
                    var sentence = Troubles.notAuthorised(message);
                    // A status nobody may hear must not hold up results that may go.
                    yield message.kind() == Kind.STATUS ? new Outcome.Refused(sentence) : new Outcome.Later(sentence);
                }
                case TOPIC_NAME_INVALID, PAYLOAD_FORMAT_INVALID ->
                    new Outcome.Refused("the broker refuses messages to " + message.topic() + " for good: "
                            + confirmation.getReasonCode());
                default ->
                    new Outcome.Later("the broker did not take a message to " + message.topic() + ": "
                            + confirmation.getReasonCode());
            };
        }

        @Override
        public void onAttemptingConnect(Mqtt5Client client, OnAttemptingConnectReturn attempt) {}

        @Override
        public void onConnectionSuccess(Mqtt5Client client, OnConnectionSuccessReturn success) {
            LOGGER.atDebug().addKeyValue("broker", Troubles.at(settings)).log("connected to the broker");
            // Meanwhile the broker may have told the last will.
            outbox.repeatStatus();
            connected.open();
            outage.worked("connected to the broker at " + Troubles.at(settings));
        }

        @Override
        public void onConnectionFailure(Mqtt5Client client, OnConnectionFailureReturn failure) {
            connected.shut();
            var answer = failure.getConnAckPacket();
            if (!stopping) {
                outage.failed(
                        answer == null
                                ? Troubles.sentence(failure.getErrorCode(), settings)
                                : Troubles.refusal(answer.getReasonCode(), settings));
            }
        }

        @Override
        public void onDisconnection(Mqtt5Client client, OnDisconnectionReturn end) {
            connected.shut();
            var goodbye = end.getDisconnectPacket();
            if (!stopping) {
                outage.failed(
                        goodbye == null
                                ? Troubles.lost(end.getErrorCode(), settings)
                                : Troubles.thrownOut(goodbye.getReasonCode(), settings));
            }
        }

        @Override
        public void onStopped(Mqtt5Client client, OnStoppedReturn end) {
            stopped.countDown();
        }

        @Override
        public void close() {
            stopping = true;
            try {
                client.stop(new DisconnectPacket.DisconnectPacketBuilder().build());
                if (started && !stopped.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOGGER.atDebug().log("the broker did not say goodbye");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                natives.close();
            }
        }
    }
}
