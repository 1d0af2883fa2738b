package io.edgelens.classify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches pictures over HTTP, one at a time, within a time and up to a size.
 *
 * @param client follows redirections as it likes
 * @param patience for the whole of one picture
 */
record Download(HttpClient client, Duration patience) {

    static Download standard() {
        var client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        return new Download(client, Duration.ofSeconds(30));
    }

    static boolean handles(String input) {
        var lower = input.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    /** @throws IOException whose message says in one sentence why there is no picture */
    byte[] fetch(String url) throws IOException, InterruptedException {
        var answer = client.sendAsync(request(url), head -> new Limited());
        try {
            var response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("the server answers " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException e) {
            throw new IOException("it did not come within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw inWords(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpRequest request(String url) throws IOException {
        try {
            return HttpRequest.newBuilder(URI.create(url))
                    .header("User-Agent", "edgelens")
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IOException("not a whole URL such as http://host/picture.jpg", e);
        }
    }

    private static IOException inWords(@Nullable Throwable failure) {
        if (failure instanceof HttpConnectTimeoutException) {
            return new IOException("the server does not answer", failure);
        }
        if (failure instanceof ConnectException) {
            return new IOException(
                    failure.getCause() instanceof UnresolvedAddressException
                            ? "there is no host of this name"
                            : "the server takes no connection",
                    failure);
        }
        if (failure instanceof SSLException) {
            return new IOException("no secure connection: " + failure.getMessage(), failure);
        }
        if (failure instanceof TooLargeException) {
            return Input.tooLarge();
        }
        return new IOException("the connection broke: " + (failure == null ? "" : failure.getMessage()), failure);
    }

    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Collects a body up to the size that any input may have. */
    private static final class Limited implements BodySubscriber<byte[]> {

        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Flow.@Nullable Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (var buffer : buffers) {
                if (bytes.size() + buffer.remaining() > Input.MOST_BYTES) {
                    refuse();
                    return;
                }
                var part = new byte[buffer.remaining()];
                buffer.get(part);
                bytes.writeBytes(part);
            }
        }

        private void refuse() {
            var running = subscription;
            if (running != null) {
                running.cancel();
            }
            body.completeExceptionally(new TooLargeException());
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}
