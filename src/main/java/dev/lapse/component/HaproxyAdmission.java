package dev.lapse.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rules of {@code tcp-request} that let connections in or not. One that looks at the client's address cannot hold here:
 * all lanes come from one address, which is none of the user's networks, and more often than one client does.
 */
final class HaproxyAdmission {
    private static final Set<String> IN = Set.of("accept");
    private static final Set<String> OUT = Set.of("reject", "silent-drop");

    private HaproxyAdmission() {}

    /** Those that look at the client's address, and the rule for all other clients behind them. */
    static List<HaproxyLine> ofOneAddress(HaproxySection section) {
        List<HaproxyLine> found = new ArrayList<>();
        if (!section.isProxy() || !section.isTcp()) {
            return found;
        }
        for (HaproxyLine line : section.lines()) {
            boolean decides = line.begins("tcp-request") && (isOut(line) || IN.contains(line.word(2)));
            boolean address = HaproxyCondition.criteria(section, line).stream()
                    .anyMatch(criterion -> criterion.matches("(src|sc[0-2]?)([_,(].*)?"));
            boolean rest = isOfAll(section, line)
                    && found.stream().anyMatch(other -> other.word(1).equals(line.word(1)));
            if (decides && (address || rest)) {
                found.add(line);
            }
        }
        return found;
    }

    /** A rule that lets nobody in. */
    static Optional<HaproxyLine> closing(HaproxySection section) {
        List<HaproxyLine> leftOut = ofOneAddress(section);
        return section.lines().stream()
                .filter(line -> line.begins("tcp-request") && isOfAll(section, line) && !leftOut.contains(line))
                .findFirst();
    }

    private static boolean isOut(HaproxyLine line) {
        return OUT.contains(line.word(2));
    }

    private static boolean isOfAll(HaproxySection section, HaproxyLine line) {
        return isOut(line)
                && new HaproxyCondition(section, 0, name -> Optional.empty())
                        .applies(line, 3)
                        .equals(Optional.of(true));
    }
}
