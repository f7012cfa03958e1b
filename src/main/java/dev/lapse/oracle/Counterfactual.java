package dev.lapse.oracle;

/**
 * What would have been with another setting.
 *
 * @param setting its name with its section, such as {@code patroni.ttl}
 * @param value as it is written in a file, such as {@code 20s}
 * @param runsAs what Patroni makes of its timings then, {@code 20/1/9}: ttl, loop_wait and retry_timeout in seconds;
 *     empty text: none of these three changes but what was set
 * @param predicted the outage: at the phase of the lease that it had, where that is known and the lease stays as it is;
 *     else at any
 */
public record Counterfactual(String setting, String value, String runsAs, Interval predicted) {
    /**
     * {@code With `ttl: 20s`, which runs as 20/1/9, it would have been}; the interval is left to who prints it, unless
     * it is none: {@code With `failsafe_mode: on` there would have been no outage}.
     */
    public String text() {
        String name = setting.substring(setting.indexOf('.') + 1);
        return "With `" + name + ": " + value + "`" + (runsAs.isEmpty() ? "" : ", which runs as " + runsAs + ",")
                + (predicted.isNone() ? " there would have been no outage" : " it would have been");
    }
}
