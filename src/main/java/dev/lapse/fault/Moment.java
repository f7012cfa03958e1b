package dev.lapse.fault;

import java.util.OptionalLong;

/** What of an answer a fault delays. */
enum Moment {
    ANSWER,
    END;

    /** After so many ms it came; empty: it did not while it was waited for. */
    OptionalLong of(PeerAnswer answer) {
        return this == ANSWER ? answer.answeredMillis() : answer.closedMillis();
    }

    /** After so many ms it had not come yet, and was not waited for any longer; empty: it came, or cannot come. */
    OptionalLong givenUp(PeerAnswer answer) {
        return this == ANSWER ? answer.silentMillis() : answer.openMillis();
    }

    /** The answer in which it came sooner; one in which it came before one in which it did not. */
    PeerAnswer sooner(PeerAnswer one, PeerAnswer other) {
        return of(other).orElse(Long.MAX_VALUE) < of(one).orElse(Long.MAX_VALUE) ? other : one;
    }
}
