package dev.lapse.component;

import dev.lapse.cluster.OwnFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Takes the secrets out of a {@code haproxy.cfg} before anybody else sees it. */
public final class HaproxySecrets {
    private HaproxySecrets() {}

    /** The same lines with {@link OwnFile#MASK} where a password was. */
    public static String masked(String text) {
        List<String> lines = List.of(text.split("\n", -1));
        return lines.stream().map(HaproxySecrets::line).collect(Collectors.joining("\n"));
    }

    private static String line(String text) {
        HaproxyLine line = HaproxyLine.of(0, text);
        List<HaproxyLine.Token> words = line.words();
        List<HaproxyLine.Token> secret = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String before = words.get(i - 1).value();
            if (before.equals("password") || before.equals("insecure-password") || before.equals("Authorization")) {
                secret.add(words.get(i));
            } else if (before.equals("auth") && words.get(i).value().contains(":")) {
                secret.add(words.get(i));
            } else if (words.get(i).value().matches("(?is).*\\b(AUTH |Authorization:).*")) {
                secret.add(words.get(i));
            }
        }
        String masked = text;
        for (int i = secret.size() - 1; i >= 0; i--) {
            HaproxyLine.Token word = secret.get(i);
            int colon = word.value().indexOf(':');
            boolean user = line.word(0).equals("stats") && colon > 0;
            masked = masked.substring(0, word.from())
                    + (user ? word.value().substring(0, colon + 1) : "")
                    + OwnFile.MASK
                    + masked.substring(word.to());
        }
        return comment(line, masked);
    }

    /** A comment may be a line that was taken out, password and all. */
    private static String comment(HaproxyLine line, String masked) {
        int hash = line.isEmpty() ? masked.indexOf('#') : -1;
        return hash < 0 || hash + 1 >= masked.length() || masked.startsWith("#", hash + 1)
                ? masked
                : masked.substring(0, hash + 1) + line(masked.substring(hash + 1));
    }
}
