package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Section;
import dev.lapse.component.KeepalivedTimings;
import java.util.Map;
import java.util.stream.Stream;

/** A virtual address that moves back when its first balancer returns. */
final class Preemption implements Rule {
    static final String NAME = "address-moves-back";

    @Override
    public Stream<Concern> judge(Design design) {
        boolean applies = design.cluster().vip() && design.cluster().balancers().size() > 1;
        boolean isAsked = design.get(Section.KEEPALIVED, "preempt") // a line after that of nopreempt, and wins
                .filter(value -> !value.equals("off"))
                .isPresent();
        if (!applies || !isAsked && !design.isOff(Section.KEEPALIVED, "nopreempt")) {
            return Stream.empty();
        }
        KeepalivedTimings timings = KeepalivedTimings.slowest(design.cluster());
        return Stream.of(Concern.warning(
                        NAME, "keepalived preempts: " + (isAsked ? "preempt is on" : "nopreempt is off"))
                .because("balancers are all alike, so the move back gains nothing and interrupts clients a second time;"
                        + " it is needed only where the address follows the leader")
                .counting("a lost balancer costs up to " + timings.adverts() + " * advert_int "
                        + DurationText.of(timings.advert()) + " + skew "
                        + DurationText.of(timings.skew()) + " = " + DurationText.of(timings.down())
                        + ", and its return ends every session by the address once more")
                .from("https://www.keepalived.org/manpage.html (nopreempt)")
                .curedBy(
                        isAsked
                                ? Cure.settings(Map.of("keepalived.nopreempt", "on", "keepalived.preempt", "off"))
                                : Cure.setting("keepalived.nopreempt", "on")));
    }
}
