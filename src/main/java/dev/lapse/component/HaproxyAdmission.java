package dev.lapse.component;

import dev.lapse.component.HaproxyCondition.NumberRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Rules of {@code tcp-request} that let connections in or not. One that looks at the client's address cannot hold here:
 * all lanes come from one address, which is none of the user's networks, and more often than one client does.
 */
final class HaproxyAdmission {
    private static final Set<String> IN = Set.of("accept");
    private static final Set<String> OUT = Set.of("reject", "silent-drop");
    private static final NumberRange ANY_PORT = new NumberRange(1, 65_535);

    private HaproxyAdmission() {}

    /** Those that look at the client's address, and the rules for all other clients behind them. */
    static List<HaproxyLine> ofOneAddress(HaproxySection section) {
        List<HaproxyLine> found = new ArrayList<>();
        if (!section.isProxy() || !section.isTcp()) {
            return found;
        }
        List<NumberRange> ports = HaproxyBind.ports(List.of(section)).stream()
                .map(NumberRange::of)
                .toList();
        for (HaproxyLine line : rules(section).toList()) {
            boolean address = HaproxyCondition.criteria(section, line).stream()
                    .anyMatch(criterion -> criterion.matches("(src|sc[0-2]?)([_,(].*)?"));
            boolean rest = isOut(line)
                    && (ports.isEmpty() ? List.of(ANY_PORT) : ports)
                            .stream()
                                    .filter(port -> applies(section, port, line).equals(Optional.of(true)))
                                    .anyMatch(port -> found.stream()
                                            .filter(other -> other.word(1).equals(line.word(1)))
                                            .anyMatch(other -> mayApply(section, port, other)));
            if (address || rest) {
                found.add(line);
            }
        }
        return found;
    }

    /** A rule that lets nobody in who connects to this listener, and before which none may let some in. */
    static Optional<HaproxyLine> closing(HaproxyListener listener) {
        NumberRange port = NumberRange.of(listener.port());
        return Stream.of(listener.front(), listener.back())
                .distinct()
                .flatMap(section -> closing(section, port).stream())
                .findFirst();
    }

    private static Optional<HaproxyLine> closing(HaproxySection section, NumberRange port) {
        List<HaproxyLine> leftOut = ofOneAddress(section);
        Set<String> open = new HashSet<>();
        for (HaproxyLine line : rules(section).toList()) {
            if (leftOut.contains(line) || open.contains(line.word(1)) || !mayApply(section, port, line)) {
                continue;
            }
            if (!isOut(line)) {
                open.add(line.word(1));
            } else if (applies(section, port, line).equals(Optional.of(true))) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /** A rule that may turn clients of this listener away, which the file alone does not tell. */
    static Optional<HaproxyLine> uncertain(HaproxyListener listener) {
        NumberRange port = NumberRange.of(listener.port());
        return Stream.of(listener.front(), listener.back())
                .distinct()
                .flatMap(section -> {
                    List<HaproxyLine> leftOut = ofOneAddress(section);
                    return rules(section)
                            .filter(line -> isOut(line) && !leftOut.contains(line))
                            .filter(line -> applies(section, port, line).isEmpty());
                })
                .findFirst();
    }

    /** Those that decide. */
    private static Stream<HaproxyLine> rules(HaproxySection section) {
        return section.lines().stream()
                .filter(line -> line.begins("tcp-request") && (isOut(line) || IN.contains(line.word(2))));
    }

    private static boolean isOut(HaproxyLine line) {
        return OUT.contains(line.word(2));
    }

    private static boolean mayApply(HaproxySection section, NumberRange port, HaproxyLine line) {
        return !applies(section, port, line).equals(Optional.of(false));
    }

    private static Optional<Boolean> applies(HaproxySection section, NumberRange port, HaproxyLine line) {
        return new HaproxyCondition(section, port, name -> Optional.empty()).applies(line, 3);
    }
}
