package dev.lapse.oracle;

import dev.lapse.component.HaproxyTimings;
import java.util.Set;

/** HAProxy, which asks Patroni of every node. */
record BalancerGuide(HaproxyTimings timings, boolean endsSessions) implements Guide {
    @Override
    public Interval up() {
        return Takeover.up(timings);
    }

    @Override
    public Interval down(OldPrimary old) {
        return old.down(timings);
    }

    @Override
    public Interval underWay(OldPrimary old) {
        return old.underWay(timings);
    }

    @Override
    public Interval settled(Client client, Interval isUp, Interval isDown) {
        return Takeover.settled(client, isUp, isDown);
    }

    @Override
    public Set<Term> upTerms() {
        return Set.of(Term.RISE);
    }

    @Override
    public Set<Term> downTerms(OldPrimary old) {
        return old.downTerms();
    }

    @Override
    public String upText() {
        return "rise of the server";
    }
}
