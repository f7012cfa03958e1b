package dev.lapse.component;

import dev.lapse.cluster.OwnFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the secrets out of commands, connection strings and URLs, whatever file they stand in. */
final class SecretWords {
    private static final String SECRET =
            "(?:[a-z0-9_-]*[_-])?(?:password|passwd|pa?s{1,3}w?o?r?d|passowrd|passwrod|passphrase|pwd|secret|token|api[_-]?key"
                    + "|key[_-]secret|secret[_-]key|secret[_-]access[_-]key|cipher[_-]pass|[a-z0-9]+pass(?:word|wd)"
                    + "|(?:access|account|storage|s3|gcs|azure|shared|libsodium|pgp|encryption)[_-]key)";

    /** Neither the mask nor the parameter of a query. */
    private static final String VALUE =
            "(?!\\*\\*\\*|\\$[0-9]+(?:[\\s'\";)]|$))(?:''[^']*''|'[^']*'|\\\\\"[^\"]*\\\\\"|\"[^\"]*\"|[^\\s'\"&;]+)";

    /** A variable, an option or a word of a connection string with its value. */
    private static final Pattern ASSIGNED = Pattern.compile("(?i)(?<![a-z0-9_-])(-{0,2}" + SECRET + "=)" + VALUE);

    /** An option with its value behind a blank. */
    private static final Pattern OPTION = Pattern.compile("(?i)(?<![a-z0-9_-])(--?" + SECRET + "[ \\t]+)(?!-)" + VALUE);

    private static final Pattern HEADER =
            Pattern.compile("(?i)(\\bAuthorization: *(?:(?:Basic|Bearer|Token) +)?)(?!\\*\\*\\*)[^\\s'\"]+");

    private static final Pattern IN_URL = Pattern.compile("(://[^\\s/:@'\"]*:)[^\\s/@'\"]+@");

    private static final Pattern LONE_OPTION = Pattern.compile("(?i)--?" + SECRET);

    private static final Pattern NAME = Pattern.compile("(?i)" + SECRET);

    private SecretWords() {}

    /** The same text with {@link OwnFile#MASK} where a secret was. */
    static String masked(String text) {
        String mask = Matcher.quoteReplacement(OwnFile.MASK);
        String masked = text;
        for (Pattern secret : new Pattern[] {ASSIGNED, OPTION, HEADER}) {
            masked = secret.matcher(masked).replaceAll("$1" + mask);
        }
        return IN_URL.matcher(masked).replaceAll("$1" + mask + "@");
    }

    /** Whether a key or variable of this name holds a secret. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether the word that follows is a secret. */
    static boolean isOption(String word) {
        return LONE_OPTION.matcher(word).matches();
    }
}
