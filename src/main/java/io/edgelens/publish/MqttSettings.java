package io.edgelens.publish;

import io.edgelens.config.Section;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which broker, and who we are there. Texts are empty where nothing is given.
 *
 * @param endpoint host name, without a port
 * @param tls {@code on}, {@code off}, or {@code auto}: on except on port 1883
 * @param certificate file with the client's certificate, PEM; AWS IoT Core asks for one
 * @param privateKey file with its private key, PEM
 * @param ca file with the authorities to trust instead of the system's, PEM
 * @param passwordFile file with the password on its first line: a secret does not belong into a configuration
 * @param retain whether brokers keep the last status for whoever comes later
 */
public record MqttSettings(
        String endpoint,
        int port,
        String tls,
        String certificate,
        String privateKey,
        String ca,
        String clientId,
        String username,
        String passwordFile,
        boolean retain) {

    private static final int PLAIN_PORT = 1883;
    private static final int ALPN_PORT = 443;

    /** @param used whether results go there at all; only then must it be complete and the files be there */
    static MqttSettings from(Section section, boolean used, Host host) {
        var settings = new MqttSettings(
                section.text("endpoint", "", "a host name", MqttSettings::hostFault),
                section.number("port", 8883, 1, 65_535),
                section.oneOf("tls", "auto", List.of("auto", "on", "off")),
                file(section, "certificate", "a certificate in PEM", used, "-----BEGIN CERTIFICATE-----"),
                file(section, "privateKey", "a private key in PEM", used, "PRIVATE KEY-----"),
                file(section, "ca", "certificates in PEM", used, "-----BEGIN CERTIFICATE-----"),
                Topics.expanded(
                        section.text(
                                "clientId",
                                "{thingName}-camera",
                                "1 to 128 characters; {thingName} is filled in",
                                MqttSettings::clientFault),
                        host.thingName()),
                section.text("username", ""),
                file(section, "passwordFile", "a password", used, ""),
                section.flag("retain", true));
        if (used) {
            settings.check(section);
        }
        return settings;
    }

    private void check(Section section) {
        if (endpoint.isEmpty()) {
            section.problem("endpoint", "must name the broker's host when publish.to has mqtt");
        }
        if (certificate.isEmpty() != privateKey.isEmpty()) {
            section.problem(
                    certificate.isEmpty() ? "certificate" : "privateKey",
                    "must be given too: a certificate and its private key go together");
        }
        if (!secure() && !(certificate.isEmpty() && ca.isEmpty())) {
            section.problem(
                    "tls", "is off" + (tls.equals("auto") ? " on port 1883" : "") + ", but certificates are given");
        }
    }

    private static String file(Section section, String key, String content, boolean used, String mark) {
        Function<String, Optional<String>> fault =
                used ? path -> fileFault(path, content, mark) : path -> Optional.empty();
        return section.text(key, "", "a file with " + content, fault);
    }

    private static Optional<String> fileFault(String path, String content, String mark) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        try {
            var text = Files.readString(Path.of(path), StandardCharsets.ISO_8859_1);
            return text.contains(mark)
                    ? Optional.empty()
                    : Optional.of("must be a file with " + content + ", but " + path + " is none");
        } catch (NoSuchFileException e) {
            return Optional.of("must be a file with " + content + ", but " + path + " is not there");
        } catch (AccessDeniedException e) {
            return Optional.of("must be a file with " + content + ", but " + path + " may not be read by this user");
        } catch (IOException | InvalidPathException e) {
            return Optional.of("must be a file with " + content + ", but " + path + " cannot be read");
        }
    }

    private static Optional<String> hostFault(String text) {
        return text.matches("[A-Za-z0-9._:-]*") && !text.matches(".*:\\d+")
                ? Optional.empty()
                : Optional.of("must be a host name without protocol and port, but is '" + text + "'");
    }

    private static Optional<String> clientFault(String text) {
        return text.isBlank() || text.length() > 128
                ? Optional.of("must have 1 to 128 characters, but has " + text.length())
                : Optional.empty();
    }

    /** Whether the connection is encrypted. */
    public boolean secure() {
        return tls.equals("on") || (tls.equals("auto") && port != PLAIN_PORT);
    }

    /** What AWS IoT Core wants to hear on the port of HTTPS: which protocol, and how we show who we are. */
    public Optional<String> alpn() {
        if (port != ALPN_PORT) {
            return Optional.empty();
        }
        return Optional.of(certificate.isEmpty() ? "mqtt" : "x-amzn-mqtt-ca");
    }

    /** The password; empty when there is none. */
    String password() throws IOException {
        return passwordFile.isEmpty()
                ? ""
                : Files.readString(Path.of(passwordFile))
                        .lines()
                        .findFirst()
                        .orElse("")
                        .strip();
    }
}
