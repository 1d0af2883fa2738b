package io.edgelens.greengrass;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.aws.greengrass.GreengrassCoreIPCServiceModel;
import software.amazon.awssdk.aws.greengrass.model.ConfigurationUpdateEvent;
import software.amazon.awssdk.aws.greengrass.model.ConfigurationUpdateEvents;
import software.amazon.awssdk.aws.greengrass.model.ConfigurationValidityReport;
import software.amazon.awssdk.aws.greengrass.model.GetConfigurationResponse;
import software.amazon.awssdk.aws.greengrass.model.PublishToIoTCoreRequest;
import software.amazon.awssdk.aws.greengrass.model.PublishToIoTCoreResponse;
import software.amazon.awssdk.aws.greengrass.model.SendConfigurationValidityReportRequest;
import software.amazon.awssdk.aws.greengrass.model.SendConfigurationValidityReportResponse;
import software.amazon.awssdk.aws.greengrass.model.ServiceError;
import software.amazon.awssdk.aws.greengrass.model.SubscribeToConfigurationUpdateResponse;
import software.amazon.awssdk.aws.greengrass.model.SubscribeToValidateConfigurationUpdatesResponse;
import software.amazon.awssdk.aws.greengrass.model.UpdateStateRequest;
import software.amazon.awssdk.aws.greengrass.model.UpdateStateResponse;
import software.amazon.awssdk.aws.greengrass.model.ValidateConfigurationUpdateEvent;
import software.amazon.awssdk.aws.greengrass.model.ValidateConfigurationUpdateEvents;
import software.amazon.awssdk.crt.eventstream.Header;
import software.amazon.awssdk.crt.eventstream.MessageFlags;
import software.amazon.awssdk.crt.eventstream.MessageType;
import software.amazon.awssdk.crt.eventstream.ServerConnection;
import software.amazon.awssdk.crt.eventstream.ServerConnectionContinuation;
import software.amazon.awssdk.crt.eventstream.ServerConnectionContinuationHandler;
import software.amazon.awssdk.crt.eventstream.ServerConnectionHandler;
import software.amazon.awssdk.crt.eventstream.ServerListener;
import software.amazon.awssdk.crt.eventstream.ServerListenerHandler;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.ServerBootstrap;
import software.amazon.awssdk.crt.io.SocketOptions;
import software.amazon.awssdk.eventstreamrpc.model.EventStreamJsonMessage;
import software.amazon.awssdk.eventstreamrpc.model.EventStreamOperationError;

/**
 * A Greengrass nucleus as far as its IPC goes: the real protocol on a real Unix socket, with the SDK's own server and
 * models. It starts running; {@link #stop} and {@link #start} take it away and bring it back under the same path.
 */
public final class NucleusStandIn implements AutoCloseable {

    /** What a component has handed over for AWS IoT Core. */
    public record Published(String topic, String json, int qos) {}

    private static final String TOKEN = "the token of this component";
    private static final GreengrassCoreIPCServiceModel MODEL = GreengrassCoreIPCServiceModel.getInstance();

    private final Path folder;
    private final EventLoopGroup loop = new EventLoopGroup(1);
    private final ServerBootstrap bootstrap = new ServerBootstrap(loop);
    private final SocketOptions options = new SocketOptions();
    private final List<ServerConnection> connections = new CopyOnWriteArrayList<>();
    /** The event loop frees a connection or stream when its peer is gone; held while one is used from elsewhere. */
    private final Object alive = new Object();

    private final List<Published> published = new CopyOnWriteArrayList<>();
    private final List<String> states = new CopyOnWriteArrayList<>();
    private final Map<ServerConnectionContinuation, String> subscribers = new ConcurrentHashMap<>();
    private volatile Map<String, Object> configuration = Map.of();
    private volatile Predicate<String> refusedTopics = topic -> false;
    private volatile @Nullable Supplier<EventStreamOperationError> publishError;
    private volatile CompletableFuture<ConfigurationValidityReport> report = new CompletableFuture<>();
    private volatile boolean silent;
    private final AtomicInteger read = new AtomicInteger();
    private final AtomicInteger greeted = new AtomicInteger();
    private @Nullable ServerListener listener;

    private NucleusStandIn(Path folder) {
        this.folder = folder;
        options.domain = SocketOptions.SocketDomain.LOCAL;
        options.type = SocketOptions.SocketType.STREAM;
    }

    /** Starts one with a socket of its own. */
    public static NucleusStandIn running() {
        var nucleus = absent();
        nucleus.start();
        return nucleus;
    }

    /** One that is not there yet. */
    public static NucleusStandIn absent() {
        try {
            // Short: a socket's path holds about 108 bytes, and a @TempDir's may be longer.
            return new NucleusStandIn(Files.createTempDirectory("ipc"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a component of this nucleus finds in its environment. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT",
                socket().toString(),
                "SVCUID",
                TOKEN,
                "AWS_IOT_THING_NAME",
                "door");
    }

    private Path socket() {
        return folder.resolve("ipc.socket");
    }

    public void start() {
        listener = new ServerListener(socket().toString(), 0, options, null, bootstrap, new ServerListenerHandler() {
            @Override
            protected ServerConnectionHandler onNewConnection(ServerConnection connection, int errorCode) {
                connections.add(connection);
                return new Greeter(connection);
            }

            @Override
            protected void onConnectionShutdown(ServerConnection connection, int errorCode) {
                synchronized (alive) {
                    connections.remove(connection);
                }
            }
        });
    }

    /** Ends as a nucleus that is killed: every connection breaks, the socket is gone. */
    public void stop() {
        var running = listener;
        if (running == null) {
            return;
        }
        listener = null;
        running.close();
        // Who is quick may have connected in between.
        await().atMost(ofSeconds(5)).until(() -> {
            disconnect();
            return running.getShutdownCompleteFuture().isDone();
        });
        try {
            Files.deleteIfExists(socket());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks every connection and goes on listening. */
    public void disconnect() {
        synchronized (alive) {
            connections.forEach(connection -> connection.closeConnection(0));
            subscribers.clear();
        }
    }

    /** From now on accepts everything and answers nothing. */
    public void fallSilent() {
        silent = true;
    }

    public void speakAgain() {
        silent = false;
    }

    /** From now on answers each publish with what {@code error} makes. */
    public void refusePublishing(Supplier<EventStreamOperationError> error) {
        refusePublishingTo(topic -> true, error);
    }

    /** The same for some topics only. */
    public void refusePublishingTo(Predicate<String> topics, Supplier<EventStreamOperationError> error) {
        refusedTopics = topics;
        publishError = error;
    }

    public void acceptPublishing() {
        publishError = null;
    }

    /** What came, oldest first. */
    public List<Published> published() {
        return List.copyOf(published);
    }

    /** The lifecycle states the component reported. */
    public List<String> states() {
        return List.copyOf(states);
    }

    /** How often a component has connected. */
    public int connected() {
        return greeted.get();
    }

    /** How often the configuration was asked for. */
    public int configurationReads() {
        return read.get();
    }

    /** What subscriptions there are now: names of operations. */
    public List<String> subscriptions() {
        return List.copyOf(subscribers.values());
    }

    /** Gives the component another configuration and tells the subscribers that it changed. */
    public void configure(Map<String, Object> values) {
        configuration = values;
        tell(
                GreengrassCoreIPCServiceModel.SUBSCRIBE_TO_CONFIGURATION_UPDATE,
                new ConfigurationUpdateEvents()
                        .withConfigurationUpdateEvent(new ConfigurationUpdateEvent()
                                .withComponentName("io.edgelens.Camera")
                                .withKeyPath(List.copyOf(values.keySet()))));
    }

    /** Asks the component what it thinks of a configuration, as before a deployment. */
    public CompletableFuture<ConfigurationValidityReport> validate(Map<String, Object> values) {
        report = new CompletableFuture<>();
        tell(
                GreengrassCoreIPCServiceModel.SUBSCRIBE_TO_VALIDATE_CONFIGURATION_UPDATES,
                new ValidateConfigurationUpdateEvents()
                        .withValidateConfigurationUpdateEvent(new ValidateConfigurationUpdateEvent()
                                .withConfiguration(values)
                                .withDeploymentId("deployment-1")));
        return report;
    }

    private void tell(String operation, EventStreamJsonMessage event) {
        synchronized (alive) {
            subscribers.forEach((stream, subscribed) -> {
                if (subscribed.equals(operation)) {
                    send(stream, event, MessageType.ApplicationMessage, 0);
                }
            });
        }
    }

    private static void send(
            ServerConnectionContinuation stream, EventStreamJsonMessage message, MessageType type, int flags) {
        var headers = List.of(
                Header.createHeader(":content-type", "application/json"),
                Header.createHeader("service-model-type", message.getApplicationModelType()));
        var unused = stream.sendMessage(headers, MODEL.toJson(message), type, flags);
    }

    @Override
    public void close() {
        stop();
        options.close();
        bootstrap.close();
        loop.close();
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Greeter extends ServerConnectionHandler {

        Greeter(ServerConnection connection) {
            super(connection);
        }

        @Override
        protected void onProtocolMessage(List<Header> headers, byte[] payload, MessageType type, int flags) {
            if (type == MessageType.Connect && !silent) {
                var token = JsonParser.parseString(new String(payload, UTF_8))
                        .getAsJsonObject()
                        .get("authToken")
                        .getAsString();
                boolean known = token.equals(TOKEN);
                var unused = connection.sendProtocolMessage(
                        null,
                        "{}".getBytes(UTF_8),
                        MessageType.ConnectAck,
                        known ? MessageFlags.ConnectionAccepted.getByteValue() : 0);
                greeted.incrementAndGet();
            }
        }

        @Override
        protected ServerConnectionContinuationHandler onIncomingStream(
                ServerConnectionContinuation continuation, String operation) {
            return new Stream(continuation, operation);
        }
    }

    private final class Stream extends ServerConnectionContinuationHandler {

        private final String operation;

        Stream(ServerConnectionContinuation continuation, String operation) {
            super(continuation);
            this.operation = operation;
        }

        @Override
        protected void onContinuationClosed() {
            synchronized (alive) {
                subscribers.remove(continuation);
            }
            super.onContinuationClosed();
        }

        @Override
        protected void onContinuationMessage(List<Header> headers, byte[] payload, MessageType type, int flags) {
            if (silent || payload.length == 0) {
                return;
            }
            var request =
                    MODEL.fromJson(MODEL.getOperationModelContext(operation).getRequestApplicationModelType(), payload);
            switch (operation) {
                case GreengrassCoreIPCServiceModel.PUBLISH_TO_IOT_CORE -> publish((PublishToIoTCoreRequest) request);
                case GreengrassCoreIPCServiceModel.GET_CONFIGURATION -> {
                    read.incrementAndGet();
                    answer(new GetConfigurationResponse()
                            .withComponentName("io.edgelens.Camera")
                            .withValue(new HashMap<>(configuration)));
                }
                case GreengrassCoreIPCServiceModel.SUBSCRIBE_TO_CONFIGURATION_UPDATE ->
                    subscribe(new SubscribeToConfigurationUpdateResponse());
                case GreengrassCoreIPCServiceModel.SUBSCRIBE_TO_VALIDATE_CONFIGURATION_UPDATES ->
                    subscribe(new SubscribeToValidateConfigurationUpdatesResponse());
                case GreengrassCoreIPCServiceModel.SEND_CONFIGURATION_VALIDITY_REPORT -> {
                    answer(new SendConfigurationValidityReportResponse());
                    report.complete(
                            ((SendConfigurationValidityReportRequest) request).getConfigurationValidityReport());
                }
                case GreengrassCoreIPCServiceModel.UPDATE_STATE -> {
                    states.add(((UpdateStateRequest) request).getStateAsString());
                    answer(new UpdateStateResponse());
                }
                default -> fail(new ServiceError("not known here: " + operation));
            }
        }

        private void publish(PublishToIoTCoreRequest request) {
            var error = publishError;
            if (error != null && refusedTopics.test(request.getTopicName())) {
                fail(error.get());
                return;
            }
            published.add(new Published(
                    request.getTopicName(),
                    new String(request.getPayload(), UTF_8),
                    Integer.parseInt(request.getQosAsString())));
            answer(new PublishToIoTCoreResponse());
        }

        private void answer(EventStreamJsonMessage response) {
            send(continuation, response, MessageType.ApplicationMessage, MessageFlags.TerminateStream.getByteValue());
        }

        private void subscribe(EventStreamJsonMessage response) {
            send(continuation, response, MessageType.ApplicationMessage, 0);
            subscribers.put(continuation, operation);
        }

        private void fail(EventStreamOperationError error) {
            send(continuation, error, MessageType.ApplicationError, MessageFlags.TerminateStream.getByteValue());
        }
    }
}
