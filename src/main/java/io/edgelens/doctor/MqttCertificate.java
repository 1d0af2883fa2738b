package io.edgelens.doctor;

import io.edgelens.flow.Clock;
import io.edgelens.publish.MqttSettings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;

/** Whether the client's certificate can be read, is valid today, and belongs to the private key. */
record MqttCertificate(Subject subject, Clock clock) implements Check.Look {

    private static final Duration SOON = Duration.ofDays(30);

    @Override
    public Finding look() throws IOException {
        var publish = subject.publish();
        var mqtt = publish.mqtt();
        if (!publish.to().contains("mqtt") || mqtt.certificate().isEmpty()) {
            return Finding.NOTHING;
        }
        try {
            var certificate = Pem.certificates(mqtt.certificate()).get(0);
            certificate.checkValidity(Date.from(clock.now()));
            var key = Pem.key(mqtt.privateKey(), certificate.getPublicKey().getAlgorithm());
            if (key.isPresent() && !fits(key.get(), certificate)) {
                return Finding.bad(
                        mqtt.privateKey() + " is not the private key of " + mqtt.certificate(),
                        "openssl x509 -noout -pubkey -in " + mqtt.certificate() + " | openssl sha256",
                        "openssl pkey -pubout -in " + mqtt.privateKey() + " | openssl sha256  # must be the same");
            }
            return valid(certificate, key.isPresent());
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return Finding.bad(
                    mqtt.certificate() + " is not valid today: " + e.getMessage(),
                    "date  # is the clock right?",
                    "openssl x509 -noout -dates -in " + mqtt.certificate());
        } catch (GeneralSecurityException | IndexOutOfBoundsException e) {
            return unreadable(mqtt);
        }
    }

    private Finding valid(X509Certificate certificate, boolean withKey) {
        var end = certificate.getNotAfter().toInstant();
        var text =
                "valid until " + end + (withKey ? ", and the private key fits" : "; the key's kind is not known here");
        return end.isBefore(clock.now().plus(SOON)) ? Finding.hint(text + "; that is soon") : Finding.good(text);
    }

    private static Finding unreadable(MqttSettings mqtt) {
        return Finding.bad(
                mqtt.certificate() + " holds no certificate that can be read",
                "openssl x509 -noout -text -in " + mqtt.certificate());
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        var algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        var text = new byte[] {1, 2, 3};
        var signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(text);
        var verifier = Signature.getInstance(algorithm);
        verifier.initVerify(certificate.getPublicKey());
        verifier.update(text);
        return verifier.verify(signer.sign());
    }
}
