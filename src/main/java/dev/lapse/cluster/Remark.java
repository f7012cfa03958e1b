package dev.lapse.cluster;

import java.util.Optional;

/**
 * What a component has to say of one setting in a certain cluster: that it cannot be, or that it does nothing there.
 *
 * @param host where it is a setting of one host alone
 * @param about whether the name or its value is meant, so that a message can stand beside it
 */
public record Remark(
        Section section, String name, Optional<NodeName> host, About about, Weight weight, String message) {
    /** What of a setting is meant. */
    public enum About {
        NAME,
        VALUE
    }

    /** What becomes of the scenario. */
    public enum Weight {
        /** It is refused. */
        REFUSAL,
        /** It runs, and the message is printed before. */
        NOTE
    }

    public static Remark refusedName(Section section, String name, String message) {
        return new Remark(section, name, Optional.empty(), About.NAME, Weight.REFUSAL, message);
    }

    public static Remark refusedValue(Section section, String name, String message) {
        return new Remark(section, name, Optional.empty(), About.VALUE, Weight.REFUSAL, message);
    }

    public static Remark note(Section section, String name, String message) {
        return new Remark(section, name, Optional.empty(), About.NAME, Weight.NOTE, message);
    }

    /** The same of this host alone. */
    public Remark at(NodeName one) {
        return new Remark(section, name, Optional.of(one), about, weight, message);
    }

    /** What the setting is called: {@code patroni.ttl}, or {@code hosts.pg3.patroni.tags.nosync} of one host. */
    public String setting() {
        return host.map(one -> "hosts." + one + ".").orElse("") + section + "." + name;
    }
}
