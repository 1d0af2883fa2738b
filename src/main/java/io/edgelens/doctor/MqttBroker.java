package io.edgelens.doctor;

import io.edgelens.publish.MqttSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whether the broker can be reached, and whether it and we trust each other. No client is announced: it would throw out
 * the one that runs under the same id.
 */
record MqttBroker(Subject subject) implements Check.Look {

    private static final int CONNECT_MILLIS = 5_000;
    /** A broker that does not trust us says so right after the greeting. */
    private static final int REFUSAL_MILLIS = 700;

    private static final char[] NO_PASSWORD = {};

    @Override
    public Finding look() throws IOException {
        var publish = subject.publish();
        var mqtt = publish.mqtt();
        if (!publish.to().contains("mqtt")) {
            return Finding.NOTHING;
        }
        var place = mqtt.endpoint() + ":" + mqtt.port();
        var tls = "openssl s_client -connect " + place + " -servername " + mqtt.endpoint()
                + (mqtt.ca().isEmpty() ? "" : " -CAfile " + mqtt.ca())
                + (mqtt.certificate().isEmpty() ? "" : " -cert " + mqtt.certificate() + " -key " + mqtt.privateKey());
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(mqtt.endpoint(), mqtt.port()), CONNECT_MILLIS);
            if (!mqtt.secure()) {
                return Finding.good(place + " takes connections, without TLS");
            }
            return secured(socket, mqtt, place);
        } catch (UnknownHostException e) {
            return Finding.bad("the name " + mqtt.endpoint() + " is not known", "getent hosts " + mqtt.endpoint());
        } catch (SSLException e) {
            return Finding.bad(place + " and EdgeLens do not trust each other: " + e.getMessage(), tls);
        } catch (GeneralSecurityException e) {
            return Finding.bad("the certificates for " + place + " cannot be used: " + e.getMessage(), tls);
        } catch (IOException e) {
            return Finding.bad(
                    place + " cannot be reached: " + e.getMessage(), "nc -vz " + mqtt.endpoint() + " " + mqtt.port());
        }
    }

    private static Finding secured(Socket socket, MqttSettings mqtt, String place)
            throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(keys(mqtt), trust(mqtt), null);
        try (var secured =
                (SSLSocket) context.getSocketFactory().createSocket(socket, mqtt.endpoint(), mqtt.port(), true)) {
            var parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            mqtt.alpn().ifPresent(protocol -> parameters.setApplicationProtocols(new String[] {protocol}));
            secured.setSSLParameters(parameters);
            secured.setSoTimeout(CONNECT_MILLIS);
            secured.startHandshake();
            return refused(secured)
                    ? Finding.bad(place + " ended the connection right away; does it know the client's certificate?")
                    : Finding.good(place + " takes connections over "
                            + secured.getSession().getProtocol() + ", and both trust each other");
        }
    }

    /** Whether the broker hangs up; one that trusts us waits for us to speak. */
    private static boolean refused(SSLSocket socket) throws IOException {
        socket.setSoTimeout(REFUSAL_MILLIS);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static KeyManager @Nullable [] keys(MqttSettings mqtt) throws IOException, GeneralSecurityException {
        if (mqtt.certificate().isEmpty()) {
            return null;
        }
        var chain = Pem.certificates(mqtt.certificate());
        var key = chain.isEmpty()
                ? null
                : Pem.key(mqtt.privateKey(), chain.get(0).getPublicKey().getAlgorithm())
                        .orElse(null);
        if (key == null) {
            throw new GeneralSecurityException("the private key is of a kind that is not known here");
        }
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager @Nullable [] trust(MqttSettings mqtt) throws IOException, GeneralSecurityException {
        if (mqtt.ca().isEmpty()) {
            return null;
        }
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        int number = 0;
        for (var authority : Pem.certificates(mqtt.ca())) {
            store.setCertificateEntry("authority" + number++, authority);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
