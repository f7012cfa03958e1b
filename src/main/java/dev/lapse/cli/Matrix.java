package dev.lapse.cli;

import dev.lapse.cluster.LapseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code --matrix}: lists of values of settings, of which every combination is run. */
final class Matrix {
    private Matrix() {}

    /**
     * Every combination, the values of the last list changing first; each is a list of {@code section.name=value}.
     *
     * @param lists {@code section.name=value,value,...}; a comma inside a value has a backslash before it
     * @return one empty combination when there is no list
     * @throws LapseException of kind BAD_INPUT when a list has no name or no {@code =}, or names a setting or a value
     *     twice
     */
    static List<List<String>> combinations(List<String> lists) {
        List<List<String>> combinations = List.of(List.of());
        Set<String> names = new HashSet<>();
        for (String list : lists) {
            int equals = list.indexOf('=');
            if (equals < 1) {
                throw bad(list, "expected section.name=value,value, such as patroni.ttl=20s,30s,60s");
            }
            String name = list.substring(0, equals);
            if (!names.add(name)) {
                throw bad(list, name + " has two lists; write all its values in one");
            }
            combinations = combined(combinations, name, values(list, list.substring(equals + 1)));
        }
        return combinations;
    }

    private static List<String> values(String list, String text) {
        List<String> values = new ArrayList<>();
        for (String value : text.split("(?<!\\\\),", -1)) {
            String plain = value.replace("\\,", ",").strip();
            if (values.contains(plain)) {
                throw bad(list, "value \"" + plain + "\" is there twice; to run it more often, use --repeat");
            }
            values.add(plain);
        }
        return values;
    }

    private static List<List<String>> combined(List<List<String>> combinations, String name, List<String> values) {
        List<List<String>> more = new ArrayList<>();
        for (List<String> combination : combinations) {
            for (String value : values) {
                List<String> longer = new ArrayList<>(combination);
                longer.add(name + "=" + value);
                more.add(List.copyOf(longer));
            }
        }
        return more;
    }

    private static LapseException bad(String list, String why) {
        return new LapseException(LapseException.Kind.BAD_INPUT, "--matrix " + list + ": " + why);
    }
}
