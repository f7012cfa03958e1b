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

    /** The ms that it took, or more than that where it was given up. */
    OptionalLong atLeast(PeerAnswer answer) {
        return of(answer).isPresent() ? of(answer) : givenUp(answer);
    }

    /** The answer in which it came sooner; one in which it came before one in which it did not. */
    PeerAnswer sooner(PeerAnswer one, PeerAnswer other) {
        return of(other).orElse(Long.MAX_VALUE) < of(one).orElse(Long.MAX_VALUE) ? other : one;
    }

    /** By how many ms at least it came later than before; empty where it did not come before, or cannot come now. */
    OptionalLong later(PeerAnswer before, PeerAnswer now) {
        return of(before).isPresent() && atLeast(now).isPresent()
                ? OptionalLong.of(atLeast(now).getAsLong() - of(before).getAsLong())
                : OptionalLong.empty();
    }
}
