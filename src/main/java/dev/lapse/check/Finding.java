package dev.lapse.check;

/**
 * One answer to one question.
 *
 * @param checker the question, in the words of the scenario's {@code expect} where it has one ({@code write_outage})
 * @param limit what was expected, as text, or an empty text where nothing was
 * @param measured what was seen, with its resolution
 * @param text one sentence for people
 * @param origin where the limit comes from
 */
public record Finding(
        String checker, Verdict verdict, String limit, String measured, String text, Expectation.Origin origin) {
    public Finding(String checker, Verdict verdict, String limit, String measured, String text) {
        this(checker, verdict, limit, measured, text, Expectation.Origin.GIVEN);
    }

    Finding from(Expectation.Origin newOrigin) {
        return new Finding(checker, verdict, limit, measured, text, newOrigin);
    }
}
