package dev.lapse.component;

import dev.lapse.cluster.Nearest;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * A name in a file of the user's own that Lapse does not know: a slip of the pen, or one of a version that is newer
 * than Lapse.
 *
 * @param file its name
 * @param line from 1
 * @param nearest the known name that was probably meant
 */
record UnknownName(String file, int line, String name, Optional<String> nearest) {
    /** @return empty: it is known */
    static Optional<UnknownName> of(String file, int line, String name, Collection<String> known) {
        return known.contains(name)
                ? Optional.empty()
                : Optional.of(new UnknownName(file, line, name, Nearest.of(name.toLowerCase(Locale.ROOT), known)));
    }

    /** The same of a component that goes on without it, and does not say so. */
    String passedOver(String component) {
        return file + ":" + line + ": \"" + name + "\" is not known here"
                + nearest.map(known -> "; did you mean \"" + known + "\"?").orElse(";") + " " + component
                + " goes on without a name that it does not know, and says nothing";
    }

    /** {@code mine/k.conf:3: "intervall" is not known here; did you mean "interval"? …}. */
    String text(String component) {
        return file + ":" + line + ": \"" + name + "\" is not known here"
                + nearest.map(known -> "; did you mean \"" + known + "\"?").orElse(";")
                + " predictions go without it, and " + component + " itself will say whether it knows it";
    }
}
