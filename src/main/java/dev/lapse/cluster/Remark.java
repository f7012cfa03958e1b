package dev.lapse.cluster;

/**
 * What a component has to say of one setting in a certain cluster: that it cannot be, or that it does nothing there.
 *
 * @param about whether the name or its value is meant, so that a message can stand beside it
 */
public record Remark(Section section, String name, About about, Weight weight, String message) {
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
        return new Remark(section, name, About.NAME, Weight.REFUSAL, message);
    }

    public static Remark refusedValue(Section section, String name, String message) {
        return new Remark(section, name, About.VALUE, Weight.REFUSAL, message);
    }

    public static Remark note(Section section, String name, String message) {
        return new Remark(section, name, About.NAME, Weight.NOTE, message);
    }
}
