package io.edgelens.greengrass;

import io.edgelens.greengrass.IpcException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.aws.greengrass.GreengrassCoreIPCClient;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.eventstreamrpc.EventStreamClosedException;
import software.amazon.awssdk.eventstreamrpc.EventStreamRPCConnection;
import software.amazon.awssdk.eventstreamrpc.EventStreamRPCConnectionConfig;
import software.amazon.awssdk.eventstreamrpc.StreamResponse;
import software.amazon.awssdk.eventstreamrpc.model.AccessDeniedException;
import software.amazon.awssdk.eventstreamrpc.model.EventStreamJsonMessage;

/** One connection to the nucleus, from the first byte until it is lost. Once lost it stays lost. */
final class Connection implements AutoCloseable {

    /** How long the nucleus may take for the connection and for each answer before it counts as hung. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final EventStreamRPCConnection wire;
    private final GreengrassCoreIPCClient client;
    private final Runnable onLost;
    private final CompletableFuture<@Nullable Object> lost = new CompletableFuture<>();

    private Connection(EventStreamRPCConnection wire, Runnable onLost) {
        this.wire = wire;
        this.onLost = onLost;
        this.client = new GreengrassCoreIPCClient(wire);
    }

    /** Connects and waits until the nucleus has let us in. {@code onLost} hears, on a thread of the SDK, when it is lost. */
    static Connection open(EventStreamRPCConnectionConfig config, Runnable onLost)
            throws IpcException, InterruptedException {
        var connection = new Connection(new EventStreamRPCConnection(config), onLost);
        var connected = new CompletableFuture<@Nullable Object>();
        try {
            var unused = connection.wire.connect(connection.watching(connected)).whenComplete((none, failure) -> {
                if (failure != null) {
                    connected.completeExceptionally(failure);
                }
            });
            CompletableFuture.anyOf(connected, connection.lost).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return connection;
        } catch (CrtRuntimeException e) {
            throw new IpcException(Kind.GONE, sentence(e));
        } catch (ExecutionException e) {
            connection.close();
            throw new IpcException(Kind.GONE, sentence(e.getCause()));
        } catch (TimeoutException e) {
            connection.close();
            throw new IpcException(Kind.GONE, "it does not answer");
        } catch (InterruptedException e) {
            connection.close();
            throw e;
        }
    }

    private EventStreamRPCConnection.LifecycleHandler watching(CompletableFuture<@Nullable Object> connected) {
        return new EventStreamRPCConnection.LifecycleHandler() {
            @Override
            public void onConnect() {
                connected.complete(null);
            }

            @Override
            public void onDisconnect(int errorCode) {
                lose("it closed the connection");
            }

            @Override
            public boolean onError(Throwable failure) {
                lose(sentence(failure));
                return true;
            }
        };
    }

    private static String sentence(@Nullable Throwable failure) {
        if (failure instanceof AccessDeniedException) {
            return "it does not know this component (is SVCUID that of the running one?)";
        }
        if (failure instanceof CrtRuntimeException crt && crt.errorName.equals("AWS_ERROR_FILE_INVALID_PATH")) {
            return "there is no such socket";
        }
        if (failure instanceof CrtRuntimeException crt) {
            return CRT.awsErrorString(crt.errorCode);
        }
        return failure == null || failure.getMessage() == null ? String.valueOf(failure) : failure.getMessage();
    }

    /** Makes one request and waits for the answer; a nucleus that does not answer loses the connection. */
    <R extends EventStreamJsonMessage> R ask(Function<GreengrassCoreIPCClient, ? extends StreamResponse<R, ?>> request)
            throws ExecutionException, IpcException, InterruptedException {
        try {
            var answer = request.apply(client).getResponse();
            CompletableFuture.anyOf(answer, lost).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return answer.get(0, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            end("it does not answer");
            throw new IpcException(Kind.GONE, "the Greengrass nucleus does not answer");
        } catch (EventStreamClosedException | CrtRuntimeException e) {
            lose(sentence(e));
            throw new IpcException(Kind.GONE, "the connection to the Greengrass nucleus is lost");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IpcException gone) {
                throw new IpcException(gone.kind(), "the connection to the Greengrass nucleus is lost");
            }
            throw e;
        }
    }

    private void lose(String reason) {
        if (lost.completeExceptionally(new IpcException(Kind.GONE, reason))) {
            onLost.run();
        }
    }

    boolean isLost() {
        return lost.isDone();
    }

    /** Why it is lost. */
    String reason() {
        return lost.handle((none, failure) -> failure == null ? "" : sentence(failure))
                .getNow("");
    }

    /** Gives the connection up for {@code reason}. */
    void end(String reason) {
        lose(reason);
        wire.disconnect();
    }

    /** Hangs up; returns at once. */
    @Override
    public void close() {
        end("we hung up");
    }
}
