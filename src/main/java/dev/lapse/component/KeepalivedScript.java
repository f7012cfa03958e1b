package dev.lapse.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The command of a {@code vrrp_script}. keepalived 2.3.3 runs it without a shell: its first word is the program, and
 * all others are its arguments, whatever they look like.
 */
record KeepalivedScript(String command) {
    /** What the image has of programs that ask. */
    private static final Set<String> PROGRAMS = Set.of(
            "awk",
            "bash",
            "cat",
            "curl",
            "cut",
            "echo",
            "expr",
            "false",
            "grep",
            "head",
            "ip",
            "kill",
            "killall",
            "pg_isready",
            "pgrep",
            "pidof",
            "ps",
            "psql",
            "sed",
            "sh",
            "socat",
            "ss",
            "tail",
            "test",
            "tr",
            "true",
            "wc");

    /** Programs that run another one. */
    private static final Set<String> WRAPPERS = Set.of("env", "nice", "timeout");

    /** Of Debian's wrapper, which finds by the name that it is called by what it is to run; keepalived hides it. */
    private static final Set<String> BY_NAME = Set.of("pg_isready", "psql");

    private static final Set<String> SHELLS = Set.of("bash", "sh");

    private static final Set<String> WORDS_OF_SHELL =
            Set.of("!", "[", "[[", ":", "do", "done", "else", "exit", "fi", "if", "then", "while");

    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s'\"])+");

    private static final Pattern OF_SHELL = Pattern.compile("\\|\\|?|&&?|;|[0-9]?>>?&?.*|<.*");

    private static final Pattern OTHER_FILE =
            Pattern.compile("(?<![^\\s'\"=(])/(?!(dev|proc|run|bin|usr/bin)(/|[\\s'\"]|$))");

    /** Pages that the node answers with 200 only while it leads. */
    private static final String PAGES_OF_LEADER = "/(primary|leader|master|read-write)";

    /** The word of Patroni 4 for the role, and no more done than to look for it in what the node says of itself. */
    private static final String GREPS_PRIMARY =
            "/(patroni|health)\\b[^|;&]*\\|\\s*(/usr)?(/bin/)?[ef]?grep(?!\\s[^|;&]*?(-[a-zA-Z]*[vL]|--invert))"
                    + "\\s[^|;&]*\\bprimary\\b[^|;&]*(\\|\\|\\s*exit 1\\W*)?$";

    private static final String FIRST_WITH_PRIMARY = "4.0";

    /**
     * A regular expression of what a command has to have that succeeds where the node leads, and nowhere else. Patroni
     * 3 says {@code master}, and on each node also {@code postmaster_start_time}.
     */
    static String ofLeader(String suite) {
        return Release.of(suite)
                .filter(release -> Release.isAtLeast(release.patroni(), FIRST_WITH_PRIMARY))
                .map(release -> PAGES_OF_LEADER + "|" + GREPS_PRIMARY)
                .orElse(PAGES_OF_LEADER);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(word.group());
        }
        return words;
    }

    private static String bare(String word) {
        return word.replaceFirst("^(/usr)?/s?bin/", "");
    }

    /** The program that asks, behind those that only run it, and its arguments. */
    private static List<String> asking(List<String> words) {
        int at = 0;
        while (at < words.size() && WRAPPERS.contains(bare(words.get(at)))) {
            at++;
            while (at < words.size()
                    && words.get(at).matches("-.*|[0-9.]+[smhd]?|[A-Za-z_]+=.*|(SIG)?[A-Z]{3,6}[0-9]?")) {
                at++;
            }
        }
        return words.subList(at, words.size());
    }

    /** Whether the image can run it: programs that it has, and no file of the user's own. */
    boolean isRunnable() {
        List<String> words = asking(words(command));
        if (words.isEmpty()
                || !PROGRAMS.contains(bare(words.get(0)))
                || OTHER_FILE.matcher(command).find()) {
            return false;
        }
        return !SHELLS.contains(bare(words.get(0))) || ofShell(words).allMatch(PROGRAMS::contains);
    }

    /** The programs in the text that a shell is given. */
    private static Stream<String> ofShell(List<String> words) {
        int at = words.indexOf("-c") + 1;
        String text = at == 0 || at == words.size() ? "" : words.get(at).replaceAll("^['\"]|['\"]$", "");
        return Stream.of(text.split("\\$\\(|[`|;&\n]+"))
                .map(part -> words(part).stream()
                        .dropWhile(WORDS_OF_SHELL::contains)
                        .findFirst()
                        .map(KeepalivedScript::bare)
                        .orElse(""))
                .filter(program -> !program.isEmpty() && !program.matches("-.*|[0-9]+.*|['\")].*|.*="));
    }

    /** Whether its program has to be called by its name, by way of {@code env}. */
    boolean isByName() {
        return words(command).stream()
                .findFirst()
                .filter(program -> BY_NAME.contains(bare(program)))
                .isPresent();
    }

    /** What keepalived does not do of what stands there; empty: it does it all. */
    Optional<String> notDone() {
        List<String> words = words(command);
        Optional<String> ofShell = words.stream()
                .skip(1)
                .filter(word -> OF_SHELL.matcher(word).matches())
                .findFirst();
        if (ofShell.isPresent()) {
            return Optional.of("keepalived runs no shell, so " + ofShell.get()
                    + " and what is behind it are arguments of " + words.get(0) + "; write sh -c '...' around it");
        }
        List<String> asking = asking(words);
        boolean failsNever = !asking.isEmpty()
                && bare(asking.get(0)).equals("curl")
                && asking.stream().noneMatch(word -> word.matches("--fail.*|-[a-zA-Z]*f.*"));
        return failsNever
                ? Optional.of("curl succeeds with every answer that it gets, also 503, since --fail is not there")
                : Optional.empty();
    }
}
