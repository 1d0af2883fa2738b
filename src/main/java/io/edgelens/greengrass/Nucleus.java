package io.edgelens.greengrass;

import io.edgelens.flow.Backoff;
import io.edgelens.flow.Closer;
import io.edgelens.flow.Gate;
import io.edgelens.flow.Outage;
import io.edgelens.flow.Worker;
import io.edgelens.greengrass.IpcException.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.aws.greengrass.GreengrassCoreIPCClient;
import software.amazon.awssdk.aws.greengrass.model.ConfigurationUpdateEvents;
import software.amazon.awssdk.aws.greengrass.model.ConfigurationValidityReport;
import software.amazon.awssdk.aws.greengrass.model.ConfigurationValidityStatus;
import software.amazon.awssdk.aws.greengrass.model.GetConfigurationRequest;
import software.amazon.awssdk.aws.greengrass.model.GetConfigurationResponse;
import software.amazon.awssdk.aws.greengrass.model.InvalidArgumentsError;
import software.amazon.awssdk.aws.greengrass.model.PublishToIoTCoreRequest;
import software.amazon.awssdk.aws.greengrass.model.QOS;
import software.amazon.awssdk.aws.greengrass.model.ReportedLifecycleState;
import software.amazon.awssdk.aws.greengrass.model.SendConfigurationValidityReportRequest;
import software.amazon.awssdk.aws.greengrass.model.SubscribeToConfigurationUpdateRequest;
import software.amazon.awssdk.aws.greengrass.model.SubscribeToValidateConfigurationUpdatesRequest;
import software.amazon.awssdk.aws.greengrass.model.UnauthorizedError;
import software.amazon.awssdk.aws.greengrass.model.UpdateStateRequest;
import software.amazon.awssdk.aws.greengrass.model.ValidateConfigurationUpdateEvent;
import software.amazon.awssdk.aws.greengrass.model.ValidateConfigurationUpdateEvents;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.HostResolver;
import software.amazon.awssdk.crt.io.SocketOptions;
import software.amazon.awssdk.eventstreamrpc.EventStreamRPCConnectionConfig;
import software.amazon.awssdk.eventstreamrpc.GreengrassConnectMessageSupplier;
import software.amazon.awssdk.eventstreamrpc.StreamResponse;
import software.amazon.awssdk.eventstreamrpc.StreamResponseHandler;
import software.amazon.awssdk.eventstreamrpc.model.EventStreamJsonMessage;

/**
 * The Greengrass nucleus, as a component sees it: one IPC connection, made again with backoff when it is lost, and what
 * is asked and told over it. Its thread connects, renews subscriptions and runs the callbacks, one at a time; they may
 * take their time. Every other method may be called by any thread, and those that wait for an answer say so: none of
 * them belongs on the inference thread.
 */
public final class Nucleus implements AutoCloseable {

    /** What the component tells of itself. */
    public enum Health {
        RUNNING,
        /** The nucleus ends the component and starts it again, and after three times gives it up: only for what is hopeless. */
        ERRORED
    }

    @FunctionalInterface
    private interface Job {
        void run(Connection connection) throws ExecutionException, IpcException, InterruptedException;
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(Nucleus.class);

    /** The SDK tells of each connection by itself; so do we, in our words. Kept, because loggers nobody keeps forget. */
    private static final java.util.logging.Logger SDK_LOGGER =
            java.util.logging.Logger.getLogger("software.amazon.awssdk.eventstreamrpc");

    private static final Duration PATIENCE = Duration.ofMillis(250);

    /** A connection that was lost sooner was none: it does not end the backoff. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private static final Duration SETTLING = Duration.ofMillis(200);
    private static final Duration GOODBYE = Duration.ofMillis(400);

    private final String socket;
    private final Closer natives = new Closer();
    private final EventStreamRPCConnectionConfig config;
    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Gate connected = new Gate();
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    private final Outage outage =
            new Outage(reason -> LOGGER.atWarn().log("{}", reason), again -> LOGGER.atInfo().log("{}", again));
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Worker worker;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Consumer<Map<String, Object>> listener;
    private volatile @Nullable Function<Map<String, ?>, Optional<String>> validator;
    private volatile @Nullable Map<String, Object> known;
    private final AtomicBoolean lookingSoon = new AtomicBoolean();
    private @Nullable Connection configurationWatched;
    private @Nullable Connection validationWatched;
    private long connectedNanos;

    private Nucleus(String socket, String token) {
        this.socket = socket;
        SDK_LOGGER.setLevel(Level.OFF);
        var loop = natives.own(new EventLoopGroup(1));
        var resolver = natives.own(new HostResolver(loop));
        var bootstrap = natives.own(new ClientBootstrap(loop, resolver));
        var options = natives.own(new SocketOptions());
        options.domain = SocketOptions.SocketDomain.LOCAL;
        options.type = SocketOptions.SocketType.STREAM;
        config = new EventStreamRPCConnectionConfig(
                bootstrap,
                loop,
                options,
                null,
                socket,
                0,
                GreengrassConnectMessageSupplier.connectMessageSupplier(token));
        worker = Worker.start(
                "nucleus",
                this::step,
                this::end,
                failure -> LOGGER.atError().setCause(failure).log("the connection to the nucleus is given up"));
    }

    /** Connects, in the background, to the nucleus that started this process; empty when none did. */
    public static Optional<Nucleus> fromEnvironment(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT"))
                .map(socket -> new Nucleus(socket, environment.getOrDefault("SVCUID", "")));
    }

    private void step() throws InterruptedException {
        var now = connection;
        if (now == null || now.isLost()) {
            connect(now);
            return;
        }
        var job = jobs.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (job != null) {
            run(job, now);
        }
    }

    private void connect(@Nullable Connection before) throws InterruptedException {
        connected.shut();
        if (before != null) {
            connection = null;
            before.close();
            outage.failed("the connection to the Greengrass nucleus is lost: " + before.reason());
            if (System.nanoTime() - connectedNanos > SETTLED.toNanos()) {
                backoff.reset();
            }
            TimeUnit.NANOSECONDS.sleep(backoff.next().toNanos());
        }
        try {
            var fresh = Connection.open(config, this::wake);
            connection = fresh;
            connectedNanos = System.nanoTime();
            outage.worked("connected to the Greengrass nucleus");
            // What was asked over the old connection has been forgotten by the other side.
            run(this::watchConfiguration, fresh);
            run(this::watchValidation, fresh);
            connected.open();
        } catch (IpcException e) {
            outage.failed("the Greengrass nucleus cannot be reached at " + socket + ": " + e.sentence());
            TimeUnit.NANOSECONDS.sleep(backoff.next().toNanos());
        }
    }

    private void wake() {
        connected.shut();
        jobs.add(unused -> {});
    }

    private void run(Job job, Connection connection) throws InterruptedException {
        try {
            job.run(connection);
        } catch (IpcException e) {
            LOGGER.atDebug().addKeyValue("error", e.sentence()).log("the nucleus was not reached");
        } catch (ExecutionException e) {
            LOGGER.atWarn().addKeyValue("error", e.getCause()).log("the nucleus refused a request");
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("a message from the nucleus was not dealt with");
        }
    }

    /** Waits until there is a connection; false when {@code patience} runs out. */
    public boolean awaitConnected(Duration patience) throws InterruptedException {
        return connected.await(patience);
    }

    /**
     * Hands a message over for AWS IoT Core and waits until the nucleus has it (a few milliseconds): then it is spooled,
     * not yet delivered.
     *
     * @param qos 0: lost when there is no network; 1: kept by the nucleus, delivered in order
     */
    public void publishToIoTCore(String topic, byte[] payload, int qos) throws IpcException, InterruptedException {
        var request = new PublishToIoTCoreRequest()
                .withTopicName(topic)
                .withPayload(payload)
                .withQos(qos == 0 ? QOS.AT_MOST_ONCE : QOS.AT_LEAST_ONCE);
        ask(
                client -> client.publishToIoTCore(request, Optional.empty()),
                "publish to " + topic,
                cause -> sorted(cause, topic));
    }

    private static IpcException sorted(@Nullable Throwable cause, String topic) {
        var said = String.valueOf(cause == null ? null : cause.getMessage());
        if (cause instanceof UnauthorizedError) {
            return new IpcException(
                    Kind.NOT_AUTHORISED,
                    "this component may not publish to " + topic + "; its configuration needs, under"
                            + " accessControl → aws.greengrass.ipc.mqttproxy, a policy with the operation"
                            + " aws.greengrass#PublishToIoTCore and this topic (or a pattern with *) in resources");
        }
        if (said.contains("spool is full")) {
            return new IpcException(
                    Kind.FULL, "the nucleus' message spool is full, because the device has been offline for long");
        }
        if (cause instanceof InvalidArgumentsError
                || said.contains("larger than")
                || said.contains("exceeds")
                || said.contains("should not")) {
            return new IpcException(Kind.REFUSED, "the nucleus refuses a message for good: " + said);
        }
        return new IpcException(Kind.LATER, "the nucleus did not take a message: " + said);
    }

    /**
     * Asks for the component's whole configuration, and waits for it; numbers are doubles. What the nucleus alone reads
     * ({@code accessControl}) is left out.
     *
     * @param patience how long to wait for the connection
     */
    public Map<String, Object> configuration(Duration patience) throws IpcException, InterruptedException {
        connected.await(patience);
        var read = ask(
                Nucleus::getConfiguration,
                "read the configuration",
                cause -> new IpcException(Kind.LATER, "the nucleus does not give the configuration: " + cause));
        var values = ours(read.getValue());
        known = values;
        return values;
    }

    private static StreamResponse<GetConfigurationResponse, ?> getConfiguration(GreengrassCoreIPCClient client) {
        return client.getConfiguration(new GetConfigurationRequest().withKeyPath(List.of()), Optional.empty());
    }

    private static Map<String, Object> ours(@Nullable Map<String, Object> values) {
        var ours = new LinkedHashMap<String, Object>(values == null ? Map.of() : values);
        ours.remove("accessControl");
        return ours;
    }

    private <R extends EventStreamJsonMessage> R ask(
            Function<GreengrassCoreIPCClient, StreamResponse<R, ?>> request,
            String what,
            Function<@Nullable Throwable, IpcException> sorting)
            throws IpcException, InterruptedException {
        var now = connection;
        if (now == null) {
            throw new IpcException(Kind.GONE, "cannot " + what + ": there is no connection to the Greengrass nucleus");
        }
        try {
            return now.ask(request);
        } catch (ExecutionException e) {
            throw sorting.apply(e.getCause());
        }
    }

    /**
     * {@code listener} hears the whole configuration whenever it is another than the one it or {@link #configuration}
     * last had, also when it changed while there was no connection.
     */
    public void onConfiguration(Consumer<Map<String, Object>> listener) {
        this.listener = listener;
        jobs.add(this::watchConfiguration);
    }

    private void watchConfiguration(Connection connection)
            throws ExecutionException, IpcException, InterruptedException {
        if (listener == null || configurationWatched == connection) {
            return;
        }
        configurationWatched = connection;
        connection.ask(client -> client.subscribeToConfigurationUpdate(
                new SubscribeToConfigurationUpdateRequest().withKeyPath(List.of()),
                Optional.of(events(connection, (ConfigurationUpdateEvents event) -> configurationChanged()))));
        compareConfiguration(connection);
    }

    /** A deployment changes one value after the other and tells of each: one look at the end is enough. */
    private void configurationChanged() {
        if (lookingSoon.compareAndSet(false, true)) {
            jobs.add(now -> {
                TimeUnit.NANOSECONDS.sleep(SETTLING.toNanos());
                lookingSoon.set(false);
                compareConfiguration(now);
            });
        }
    }

    private void compareConfiguration(Connection connection)
            throws ExecutionException, IpcException, InterruptedException {
        var values = ours(connection.ask(Nucleus::getConfiguration).getValue());
        var told = listener;
        if (told != null && !values.equals(known)) {
            known = values;
            told.accept(values);
        }
    }

    /**
     * Before a deployment, {@code validator} is asked about the configuration it would bring; what it returns is what is
     * wrong with it, and the deployment then fails with these words.
     */
    public void validateWith(Function<Map<String, ?>, Optional<String>> validator) {
        this.validator = validator;
        jobs.add(this::watchValidation);
    }

    private void watchValidation(Connection connection) throws ExecutionException, IpcException, InterruptedException {
        if (validator == null || validationWatched == connection) {
            return;
        }
        validationWatched = connection;
        connection.ask(client -> client.subscribeToValidateConfigurationUpdates(
                new SubscribeToValidateConfigurationUpdatesRequest(),
                Optional.of(events(connection, (ValidateConfigurationUpdateEvents events) -> {
                    var event = events.getValidateConfigurationUpdateEvent();
                    jobs.add(now -> validate(now, event));
                }))));
    }

    private void validate(Connection connection, ValidateConfigurationUpdateEvent event)
            throws ExecutionException, IpcException, InterruptedException {
        var judge = validator;
        var wrong = judge == null ? Optional.<String>empty() : judged(judge, ours(event.getConfiguration()));
        var report = new ConfigurationValidityReport()
                .withDeploymentId(event.getDeploymentId())
                .withStatus(
                        wrong.isEmpty() ? ConfigurationValidityStatus.ACCEPTED : ConfigurationValidityStatus.REJECTED);
        wrong.ifPresent(report::setMessage);
        connection.ask(client -> client.sendConfigurationValidityReport(
                new SendConfigurationValidityReportRequest().withConfigurationValidityReport(report),
                Optional.empty()));
    }

    private static Optional<String> judged(
            Function<Map<String, ?>, Optional<String>> judge, Map<String, Object> values) {
        try {
            return judge.apply(values);
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Tells how the component is; returns at once. With lifecycle {@code run} the nucleus knows that it runs without
     * being told, and takes it with patience; a nucleus that does not want to hear it is not asked again.
     */
    public void report(Health health) {
        var state = health == Health.RUNNING ? ReportedLifecycleState.RUNNING : ReportedLifecycleState.ERRORED;
        var request = new UpdateStateRequest().withState(state);
        jobs.add(now -> {
            try {
                now.ask(client -> client.updateState(request, Optional.empty()));
            } catch (ExecutionException e) {
                LOGGER.atDebug().addKeyValue("error", e.getCause()).log("the nucleus does not want to hear the state");
            }
        });
    }

    /** A subscription that the other side ends is renewed, with everything else, over a fresh connection. */
    private static <E> StreamResponseHandler<E> events(Connection connection, Consumer<E> onEvent) {
        return new StreamResponseHandler<>() {
            @Override
            public void onStreamEvent(E event) {
                onEvent.accept(event);
            }

            @Override
            public boolean onStreamError(Throwable failure) {
                return true;
            }

            @Override
            public void onStreamClosed() {
                connection.end("it ended a subscription");
            }
        };
    }

    /** Hangs up, also when the nucleus hangs. */
    @Override
    public void close() {
        worker.stop();
        try {
            if (!ended.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.warn("what the nucleus asked for is still being done");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        connected.shut();
        var now = connection;
        if (now != null) {
            now.close();
        }
        natives.close();
        ended.countDown();
    }
}
