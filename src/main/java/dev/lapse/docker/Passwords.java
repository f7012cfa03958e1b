package dev.lapse.docker;

import dev.lapse.cluster.Credentials;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes passwords of 96 random bits, in hexadecimal, so that they need no quoting anywhere. */
final class Passwords {
    private Passwords() {}

    static Credentials random() {
        SecureRandom random = new SecureRandom();
        return new Credentials(one(random), one(random), one(random));
    }

    private static String one(SecureRandom random) {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
