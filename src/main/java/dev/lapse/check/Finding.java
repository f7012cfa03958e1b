package dev.lapse.check;

/**
 * One answer to one question.
 *
 * @param checker the question, in the words of the scenario's {@code expect} where it has one ({@code write_outage})
 * @param limit what was expected, as text, or an empty text where nothing was
 * @param measured what was seen, with its resolution
 * @param account the same for people
 * @param origin where the limit comes from
 */
public record Finding(
        String checker, Verdict verdict, String limit, String measured, Account account, Expectation.Origin origin) {
    public Finding(String checker, Verdict verdict, String limit, String measured, Account account) {
        this(checker, verdict, limit, measured, account, Expectation.Origin.GIVEN);
    }

    /** Of an expectation. */
    static Finding of(Expectation expectation, Ruling ruling, String measured, Account account) {
        String limit = expectation.limit().text()
                + expectation.step().map(step -> " in " + step).orElse("");
        return new Finding(expectation.check().text(), ruling.verdict(), limit, measured, account);
    }

    /** Three lines for people: what was asked, what was seen, how sure. */
    public String text() {
        return account.text();
    }

    Finding from(Expectation.Origin newOrigin) {
        return new Finding(checker, verdict, limit, measured, account, newOrigin);
    }
}
