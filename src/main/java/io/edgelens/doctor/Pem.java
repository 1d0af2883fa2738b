package io.edgelens.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads certificates and keys as AWS IoT Core hands them out. */
final class Pem {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN (RSA |)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END", Pattern.DOTALL);
    /** What PKCS #8 says before an RSA key, RFC 5208: version 0, and the algorithm rsaEncryption without parameters. */
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private Pem() {}

    /** All certificates in {@code file}, the owner's first. */
    static List<X509Certificate> certificates(String file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(Path.of(file))) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }

    /**
     * The private key in {@code file}; empty when it is of a kind that cannot be read here, such as an encrypted one.
     *
     * @param algorithm of the certificate's public key
     */
    static Optional<PrivateKey> key(String file, String algorithm) throws IOException {
        var found = KEY.matcher(Files.readString(Path.of(file), ISO_8859_1));
        if (!found.find()) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getMimeDecoder().decode(found.group(2));
            var encoded = found.group(1).isEmpty() ? bytes : wrapped(bytes);
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A bare RSA key, PKCS #1, as PKCS #8 would have it. */
    private static byte[] wrapped(byte[] key) {
        return tagged(0x30, joined(RSA, tagged(0x04, key)));
    }

    /** DER: a tag, a length of two bytes, the content. */
    private static byte[] tagged(int tag, byte[] content) {
        return joined(
                new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length}, content);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }
}
