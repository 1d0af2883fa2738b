package io.edgelens.publish;

import io.edgelens.publish.Message.Kind;
import java.util.List;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.mqtt5.packets.ConnAckPacket.ConnectReasonCode;
import software.amazon.awssdk.crt.mqtt5.packets.DisconnectPacket.DisconnectReasonCode;

/** What goes wrong with a broker, in sentences that say what to do. */
final class Troubles {

    /** In the names of errors that mean: the connection was lost, or we ended it. */
    private static final List<String> GONE = List.of("DISCONNECT", "OFFLINE", "TERMINAT", "USER_REQUESTED_STOP");

    private Troubles() {}

    static String at(MqttSettings settings) {
        return settings.endpoint() + ":" + settings.port();
    }

    /** Why there is no connection; {@code error} is one of the SDK's codes. */
    static String sentence(int error, MqttSettings settings) {
        var name = CRT.awsErrorName(error);
        var broker = "the broker at " + at(settings);
        if (name.equals("AWS_IO_SOCKET_CONNECTION_REFUSED")) {
            return broker + " cannot be reached: nothing listens there";
        }
        if (name.startsWith("AWS_IO_DNS")) {
            return broker + " cannot be reached: the name is not known (publish.mqtt.endpoint, or no network)";
        }
        if (name.equals("AWS_IO_SOCKET_TIMEOUT")
                || name.startsWith("AWS_IO_SOCKET_NO")
                || name.endsWith("NETWORK_DOWN")) {
            return broker + " cannot be reached: no answer (a firewall, or no network)";
        }
        if (name.contains("TLS")) {
            return broker + " and EdgeLens do not trust each other (" + name
                    + "): does publish.mqtt.ca hold the authority that signed the broker's certificate, is"
                    + " publish.mqtt.endpoint the name in it, and does the broker know publish.mqtt.certificate?";
        }
        return broker + " cannot be reached: " + CRT.awsErrorString(error) + " (" + name + ")";
    }

    /** The broker's answer to the greeting. */
    static String refusal(ConnectReasonCode code, MqttSettings settings) {
        var broker = "the broker at " + at(settings);
        return switch (code) {
            case NOT_AUTHORIZED, BANNED ->
                broker + " does not let the client '" + settings.clientId() + "' in: "
                        + (settings.username().isEmpty()
                                ? ""
                                : "publish.mqtt.username and the password in publish.mqtt.passwordFile must be right, and ")
                        + "its policy must allow iot:Connect for this client id, and for the last will iot:Publish and"
                        + " iot:RetainPublish on the status topic";
            case BAD_USERNAME_OR_PASSWORD, BAD_AUTHENTICATION_METHOD ->
                broker + " does not accept publish.mqtt.username with the password in publish.mqtt.passwordFile";
            case CLIENT_IDENTIFIER_NOT_VALID ->
                broker + " does not accept the client id '" + settings.clientId() + "' (publish.mqtt.clientId)";
            case RETAIN_NOT_SUPPORTED -> broker + " keeps no messages; set publish.mqtt.retain to false";
            case UNSUPPORTED_PROTOCOL_VERSION -> broker + " does not speak MQTT 5";
            default -> broker + " does not let us in: " + code;
        };
    }

    /** The connection has gone without a word. */
    static String lost(int error, MqttSettings settings) {
        return "the connection to the broker at " + at(settings) + " is lost: " + CRT.awsErrorString(error)
                + " If that repeats, another client may use the same publish.mqtt.clientId, '" + settings.clientId()
                + "', or the broker's policy does not allow what we do";
    }

    /** The broker ended the connection and said why. */
    static String thrownOut(DisconnectReasonCode code, MqttSettings settings) {
        var broker = "the broker at " + at(settings);
        return switch (code) {
            case SESSION_TAKEN_OVER ->
                broker + " ended the connection: another client came with the same id '" + settings.clientId()
                        + "'; give each its own publish.mqtt.clientId";
            case NOT_AUTHORIZED ->
                broker + " ended the connection: its policy must allow iot:Publish on the result and status topics, and"
                        + " iot:RetainPublish on the latter";
            case SERVER_SHUTTING_DOWN -> broker + " ended the connection: it shuts down";
            default -> broker + " ended the connection: " + code;
        };
    }

    /** Why a message was not taken; empty when the connection was lost, which is told elsewhere. */
    static String publishing(Throwable failure, MqttSettings settings) {
        if (failure instanceof CrtRuntimeException crt) {
            return GONE.stream().anyMatch(crt.errorName::contains)
                    ? ""
                    : "a message for the broker at " + at(settings) + " did not go out: "
                            + CRT.awsErrorString(crt.errorCode);
        }
        return "a message for the broker at " + at(settings) + " did not go out: " + failure;
    }

    static String notAuthorised(Message message) {
        return "this client may not publish to " + message.topic() + ": the broker's policy must allow iot:Publish "
                + (message.kind() == Kind.STATUS ? "and iot:RetainPublish " : "") + "there";
    }
}
