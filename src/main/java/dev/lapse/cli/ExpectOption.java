package dev.lapse.cli;

import dev.lapse.check.Expectation;
import dev.lapse.cluster.LapseException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What is expected, said on the command line. */
final class ExpectOption {
    private static final String NAME = "--expect";

    @Option(
            names = NAME,
            paramLabel = "CHECK=LIMIT",
            description = "judge by this, such as write_outage=22s, write_outage=1s..22s or 'lost_writes=>= 1'; of one"
                    + " lane or step: write_outage[write-haproxy]=22s, write_outage[inject#2]=90s; may come again")
    private List<String> words = new ArrayList<>();

    /** @throws LapseException of kind BAD_INPUT, a line per error */
    List<Expectation> expectations() {
        List<Expectation> expectations = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String word : words) {
            try {
                Expectation expectation = Expectation.parse(word);
                if (expectations.stream().anyMatch(expectation::isOfTheSame)) {
                    throw new IllegalArgumentException("it is there twice");
                }
                expectations.add(expectation);
            } catch (IllegalArgumentException e) {
                problems.add(NAME + " " + word + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, String.join("\n", problems));
        }
        return expectations;
    }
}
