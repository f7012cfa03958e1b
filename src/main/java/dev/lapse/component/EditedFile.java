package dev.lapse.component;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Replaced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A file of the user's own with other text in the place of some lines, with lines added below some, and behind the
 * last. All else stays, byte for byte. One thread.
 */
final class EditedFile {
    /** Around the name of a host that stands for its address. */
    private static final String HOST = "\u0001";

    private static final Pattern HOSTS = Pattern.compile(HOST + "([^" + HOST + "]+)" + HOST);

    private final OwnFile file;
    private final UnaryOperator<String> bare;
    private final List<String> lines;
    private final Map<Integer, String> edited = new TreeMap<>();
    private final Map<Integer, List<String>> added = new TreeMap<>();
    private final List<String> appended = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    /** @param bare makes of a line what people are shown of it, without indentation and comment */
    EditedFile(OwnFile file, UnaryOperator<String> bare) {
        this.file = file;
        this.bare = bare;
        this.lines = List.of(file.text().split("\n", -1));
    }

    /** What stands for the address of a host until the running file is written. */
    static String mark(NodeName host) {
        return mark(host.value());
    }

    /** The same for another address, or a text that people are not shown, under this name. */
    static String mark(String name) {
        return HOST + name + HOST;
    }

    /** The lines as they were written; the first has number 1. */
    List<String> lines() {
        return lines;
    }

    /** A line as it is now. */
    String text(int number) {
        return edited.getOrDefault(number, lines.get(number - 1));
    }

    /** The text as it is now, without what was added. */
    String text() {
        return IntStream.rangeClosed(1, lines.size()).mapToObj(this::text).collect(Collectors.joining("\n"));
    }

    /** @param text empty: the line is left out */
    void edit(int number, String text) {
        if (text.equals(lines.get(number - 1))) {
            edited.remove(number);
        } else {
            edited.put(number, text);
        }
    }

    /** Adds a line below this one, unless it is there. */
    void below(int number, String text) {
        List<String> more = added.computeIfAbsent(number, line -> new ArrayList<>());
        if (!more.contains(text)) {
            more.add(text);
        }
    }

    /**
     * Adds lines behind the last one.
     *
     * @param words what people are told of them
     */
    void append(String words, List<String> text) {
        told.add(words);
        appended.addAll(text);
    }

    /** Adds to another one of as many lines what is added here. */
    void addTo(EditedFile other) {
        added.forEach((number, texts) -> texts.forEach(text -> other.below(number, text)));
        other.told.addAll(told);
        other.appended.addAll(appended);
    }

    /** What is replaced and added, in the order of the lines. */
    List<Replaced> replaced() {
        List<Replaced> all = new ArrayList<>();
        for (int number = 1; number <= lines.size(); number++) {
            String after = edited.get(number);
            if (after != null) {
                all.add(new Replaced(file.name(), number, shown(lines.get(number - 1)), shown(after)));
            }
            for (String text : added.getOrDefault(number, List.of())) {
                all.add(new Replaced(file.name(), number, "", shown(text)));
            }
        }
        told.forEach(words -> all.add(new Replaced(file.name(), 0, "", unmarked(words))));
        return all;
    }

    private String shown(String text) {
        return bare.apply(unmarked(text));
    }

    private static String unmarked(String text) {
        return HOSTS.matcher(text).replaceAll("$1");
    }

    /**
     * The running file. A line that is left out becomes an empty comment, so that those below it keep their numbers.
     *
     * @param address of a host
     */
    String render(UnaryOperator<String> address) {
        StringBuilder out = new StringBuilder();
        for (int number = 1; number <= lines.size(); number++) {
            String text = text(number);
            out.append(edited.containsKey(number) && text.isEmpty() ? "#" : addressed(text, address))
                    .append('\n');
            added.getOrDefault(number, List.of())
                    .forEach(more -> out.append(addressed(more, address)).append('\n'));
        }
        appended.forEach(text -> out.append(addressed(text, address)).append('\n'));
        return out.toString();
    }

    private static String addressed(String text, UnaryOperator<String> address) {
        return HOSTS.matcher(text).replaceAll(host -> Matcher.quoteReplacement(address.apply(host.group(1))));
    }

    /** The line of the user's file that a line of the running one came from; the last one for those behind it. */
    int written(int running) {
        int lineOfRunning = 0;
        for (int number = 1; number <= lines.size(); number++) {
            lineOfRunning += 1 + added.getOrDefault(number, List.of()).size();
            if (lineOfRunning >= running) {
                return number;
            }
        }
        return lines.size();
    }
}
