package io.edgelens.source;

import io.edgelens.frame.Frame;
import io.edgelens.frame.JpegFrame;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A network camera: an MJPEG stream over HTTP ({@code multipart/x-mixed-replace}, or bare JPEGs one after another), or
 * a picture that is fetched anew for every frame. A user and password in the URL are used for Basic and Digest
 * authentication. Nothing but the host ever gets into messages: the rest of the URL may hold secrets.
 */
final class HttpStream implements FrameSource {

    private static final int CONNECT_MILLIS = 2000;
    /** So long a stream may be silent. */
    private static final int READ_MILLIS = 2000;

    private static final int MOST_REDIRECTS = 5;

    /** The JDK keeps something for each authenticator for ever, so a reconnection must not make another. */
    private static final Map<String, Authenticator> LOGINS = new ConcurrentHashMap<>();

    private final Sources.Opening opening;
    private final URI url;
    private final Pace pace;
    private @Nullable HttpURLConnection connection;
    private JpegStream pictures;
    /** Whether each request gives one picture. */
    private boolean snapshots;

    private boolean used;

    private HttpStream(Sources.Opening opening, URI url) throws IOException {
        this.opening = opening;
        this.url = url;
        this.pace = new Pace(opening.camera().fps());
        this.pictures = connect();
    }

    static boolean handles(String source) {
        var lower = source.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    static Optional<String> fault(String source) {
        try {
            return URI.create(source).getHost() == null
                    ? Optional.of("must be a whole URL such as http://camera/video, but names no host")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("must be a URL such as http://camera/video, but is not one;"
                    + " write unusual characters in the user, password or path as %XX");
        }
    }

    static FrameSource open(Sources.Opening opening) throws IOException {
        return new HttpStream(opening, URI.create(opening.camera().source()));
    }

    private JpegStream connect() throws IOException {
        try {
            return pictures(follow(url));
        } catch (IOException e) {
            close();
            throw inWords(e);
        }
    }

    /** By hand, because the JDK does not go from http to https, and would take the password along to another host. */
    private HttpURLConnection follow(URI first) throws IOException {
        var at = first;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            var asked = ask(at, sameHost(at, first) ? first.getRawUserInfo() : null);
            connection = asked;
            int status = asked.getResponseCode();
            var location = asked.getHeaderField("Location");
            if (status < 300 || status > 399 || location == null) {
                requireGood(status, first.getRawUserInfo() != null);
                return asked;
            }
            asked.disconnect();
            at = redirected(at, location);
        }
        throw new OutageException(host() + " redirects in a circle", "camera.source is not the stream's URL.");
    }

    private static boolean sameHost(URI a, URI b) {
        return a.getHost().equalsIgnoreCase(b.getHost());
    }

    private URI redirected(URI from, String location) throws OutageException {
        try {
            var to = from.resolve(location);
            if (handles(to.toString()) && to.getHost() != null) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new OutageException(host() + " redirects to something that is no http or https URL");
    }

    private static HttpURLConnection ask(URI url, @Nullable String userInfo) throws IOException {
        var asked = (HttpURLConnection) url.toURL().openConnection();
        asked.setInstanceFollowRedirects(false);
        asked.setUseCaches(false);
        asked.setConnectTimeout(CONNECT_MILLIS);
        asked.setReadTimeout(READ_MILLIS);
        asked.setRequestProperty("Accept", "multipart/x-mixed-replace, image/jpeg, */*;q=0.1");
        if (userInfo != null) {
            asked.setAuthenticator(LOGINS.computeIfAbsent(userInfo, HttpStream::authenticator));
        }
        return asked;
    }

    /** Basic and Digest, whichever the camera asks for. */
    private static Authenticator authenticator(String userInfo) {
        var parts = userInfo.split(":", 2);
        var user = decoded(parts[0]);
        var password = parts.length == 2 ? decoded(parts[1]) : "";
        return new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                return getRequestorType() == RequestorType.SERVER
                        ? new PasswordAuthentication(user, password.toCharArray())
                        : null;
            }
        };
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private void requireGood(int status, boolean withPassword) throws OutageException {
        if (status == 401 || status == 403) {
            throw new OutageException(
                    host() + (withPassword ? " refuses this user and password" : " wants a user and password"),
                    "Give them in the URL: http://USER:PASSWORD@HOST/PATH");
        }
        if (status != 200) {
            throw new OutageException(
                    host() + " answers with status " + status + " instead of pictures",
                    status == 404 ? "The path in camera.source is wrong." : "The camera is busy or still starting.");
        }
    }

    private JpegStream pictures(HttpURLConnection asked) throws IOException {
        var type = Optional.ofNullable(asked.getContentType()).orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/") || type.startsWith("application/json")) {
            throw new OutageException(
                    host() + " answers with a page (" + type.split(";", 2)[0] + ") instead of pictures",
                    "camera.source must be the URL of the MJPEG stream itself.");
        }
        snapshots = type.startsWith("image/");
        InputStream in = asked.getInputStream();
        return new JpegStream(in::read);
    }

    @Override
    public Frame next() throws IOException, InterruptedException {
        var jpeg = snapshots ? snapshot() : fromStream();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return new JpegFrame(opening.stamps().get(), jpeg, jpeg.length, opening.codec());
    }

    private byte[] fromStream() throws IOException, InterruptedException {
        byte[] jpeg;
        try {
            jpeg = pictures.newest();
        } catch (IOException e) {
            throw inWords(e);
        }
        if (jpeg == null) {
            throw new OutageException(
                    host() + " ended the stream", "The camera was restarted, or has too many viewers.");
        }
        return jpeg;
    }

    private byte[] snapshot() throws IOException, InterruptedException {
        pace.await();
        if (used) {
            pictures = connect();
        }
        used = true;
        var jpeg = fromStream();
        // Read to its end, the connection is kept for the next picture.
        while (pictures.next() != null) {
            // one picture a request
        }
        return jpeg;
    }

    private IOException inWords(IOException e) {
        if (e instanceof OutageException || e instanceof io.edgelens.frame.BadPictureException) {
            return e;
        }
        var reason = why(e);
        return new OutageException(
                reason, "The camera is off or restarting.", "The network between is down.", "Its address has changed.");
    }

    /** The JDK's own messages quote the URL. */
    private String why(IOException e) {
        if (e instanceof UnknownHostException) {
            return "The host " + url.getHost() + " is not known";
        }
        if (e instanceof SocketTimeoutException) {
            return host() + " is silent";
        }
        if (e instanceof ConnectException) {
            return host() + " cannot be connected to";
        }
        if (e instanceof SSLException) {
            return host() + " has no TLS certificate that this machine trusts, or none for this name";
        }
        return "The connection to " + host() + " broke";
    }

    private String host() {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    @Override
    public String description() {
        return (snapshots ? "JPEG pictures from " : "MJPEG stream from ") + host();
    }

    @Override
    public void close() {
        var open = connection;
        if (open != null) {
            open.disconnect();
            connection = null;
        }
    }
}
