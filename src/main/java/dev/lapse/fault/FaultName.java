package dev.lapse.fault;

import java.util.List;
import java.util.Optional;

/** The faults there are, with their flavours; the first flavour is the default. */
public enum FaultName {
    NETWORK_LOSS("network-loss", Aim.HOST, List.of("interface-down", "disconnect")),
    REFUSE("refuse", Aim.LINK, List.of("toxiproxy")),
    BLACKHOLE("blackhole", Aim.LINK, List.of("toxiproxy"));

    /** What a fault is aimed at. */
    public enum Aim {
        HOST,
        LINK
    }

    private final String text;
    private final Aim aim;
    private final List<String> flavours;

    private final List<FaultOption> options;

    FaultName(String text, Aim aim, List<String> flavours, FaultOption... options) {
        this.text = text;
        this.aim = aim;
        this.flavours = flavours;
        this.options = List.of(options);
    }

    /** The name in scenario files. */
    public String text() {
        return text;
    }

    public List<FaultOption> options() {
        return options;
    }

    public Optional<FaultOption> option(String name) {
        return options.stream().filter(option -> option.name().equals(name)).findFirst();
    }

    /** The fault of that name, which is known to exist: scenario files are checked when they are read. */
    public static FaultName of(String text) {
        for (FaultName name : values()) {
            if (name.text.equals(text)) {
                return name;
            }
        }
        throw new IllegalArgumentException("unknown fault " + text);
    }

    public Aim aim() {
        return aim;
    }

    public List<String> flavours() {
        return flavours;
    }
}
