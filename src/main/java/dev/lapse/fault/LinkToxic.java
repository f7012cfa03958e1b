package dev.lapse.fault;

/** What Toxiproxy does to the bytes of a link. */
final class LinkToxic {
    private LinkToxic() {}

    /** Which way is hurt: upstream is from the end that connects to the end that accepts. */
    static FaultOption stream(String usual) {
        return usual.equals("both")
                ? FaultOption.word("direction", "both", "downstream", "upstream")
                : FaultOption.word("direction", usual, "upstream", "both");
    }
}
