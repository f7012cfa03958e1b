package dev.lapse.fault;

import java.util.OptionalLong;

/** What of an answer a fault delays. */
enum Moment {
    ANSWER,
    END;

    OptionalLong of(PeerAnswer answer) {
        return this == ANSWER ? answer.answeredMillis() : answer.closedMillis();
    }

    /** The answer in which it came sooner; one in which it came before one in which it did not. */
    PeerAnswer sooner(PeerAnswer one, PeerAnswer other) {
        return of(other).orElse(Long.MAX_VALUE) < of(one).orElse(Long.MAX_VALUE) ? other : one;
    }

    /** By how many ms it came later than before; empty where it did not come both times. */
    OptionalLong later(PeerAnswer before, PeerAnswer now) {
        return of(before).isPresent() && of(now).isPresent()
                ? OptionalLong.of(of(now).getAsLong() - of(before).getAsLong())
                : OptionalLong.empty();
    }
}
