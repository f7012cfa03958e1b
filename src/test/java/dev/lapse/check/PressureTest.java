package dev.lapse.check;

import static dev.lapse.check.Story.WRITE;
import static dev.lapse.check.Story.ms;
import static dev.lapse.check.Story.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.GateSide;
import dev.lapse.history.LaneKind;
import dev.lapse.history.PressureSeen;
import dev.lapse.history.SteadySeen;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pause of 0.5 s from 3.982 s on, in which no attempt failed; the floor is 60 ms. */
class PressureTest {
    @Test
    void pauseOfASlowDiskIsTheMachines() {
        Story story = paused(4000, 4400);

        assertThat(story.outages(WRITE)).isEmpty();
        assertThat(story.expect("write_outage", "1s").finding("write_outage").measured())
                .isEqualTo("none longer than 520ms (lane write-haproxy, every 20ms; the machine's disk was stalled"
                        + " for at least 400ms of it)");
    }

    @Test
    void pauseWithoutAStallOfTheDiskIsAnOutage() {
        Story story = paused(1000, 1400);

        assertThat(story.outages(WRITE)).extracting(Outage::duration).containsExactly(ms(520));
        assertThat(story.expect("write_outage", "1s")
                        .finding("write_outage")
                        .account()
                        .sure())
                .endsWith(", a stall: no attempt failed; the machine's disk was stalled for at least 0ms of it");
    }

    @Test
    void pauseOfWhichTooLittleIsTheDisksIsAnOutage() {
        assertThat(paused(4000, 4200).outages(WRITE)).hasSize(1);
    }

    @Test
    void pauseWhoseReadingsStopIsAnOutage() {
        assertThat(pause().add(seen(0, 0)).add(seen(3900, 0)).outages(WRITE)).hasSize(1);
    }

    @Test
    void machineThatDoesNotTellLeavesTheRuleAsItWas() {
        assertThat(pause().outages(WRITE)).isEmpty();
        assertThat(pause().add(PressureSeen.none(0, "NoSuchFileException: /proc/pressure/io"))
                        .outages(WRITE))
                .isEmpty();
    }

    @Test
    void pauseOfMoreThanASecondIsAnOutageWhateverTheDiskDid() {
        Story story = steps().ok(WRITE, 0, 4000).ok(WRITE, 5100, 9000);

        assertThat(stalled(story, 3900, 5100).outages(WRITE)).hasSize(1);
    }

    @Test
    void faultThatTouchesMoreThanTheNetworkCanHaveStalledTheDisk() {
        assertThat(paused(4000, 4400)
                        .add(fault(2005, FaultName.SLOW_DCS, FaultPhase.REQUESTED))
                        .outages(WRITE))
                .hasSize(1);
        assertThat(paused(4000, 4400)
                        .add(fault(2005, FaultName.NETWORK_LOSS, FaultPhase.REQUESTED))
                        .outages(WRITE))
                .isEmpty();
    }

    @Test
    void whatComesBackAfterAHealCanHaveStalledTheDisk() {
        Story healed = paused(4000, 4400)
                .add(fault(2005, FaultName.NETWORK_LOSS, FaultPhase.REQUESTED))
                .add(fault(3000, FaultName.NETWORK_LOSS, FaultPhase.HEALED));
        assertThat(healed.outages(WRITE)).hasSize(1);

        healed.add(new SteadySeen(nanos(3500), GateSide.AFTER, true, "steady"));

        assertThat(healed.outages(WRITE)).isEmpty();
    }

    @Test
    void onlyWhatIsSureBetweenTwoReadingsCounts() {
        Pressure pressure = Pressure.of(RunLog.of(Story.begin()
                .add(seen(0, 0))
                .add(seen(1000, 0))
                .add(seen(2000, 600))
                .add(seen(3000, 600))
                .history()));

        assertThat(pressure.ioStalled(nanos(1000), nanos(2000))).isEqualTo(ms(600));
        assertThat(pressure.ioStalled(nanos(1200), nanos(1900))).isEqualTo(ms(300));
        assertThat(pressure.ioStalled(nanos(1500), nanos(1600))).isEqualTo(ms(0));
        assertThat(pressure.ioStalled(nanos(500), nanos(2500))).isEqualTo(ms(600));
        assertThat(pressure.ioStalled(nanos(500), nanos(9000))).isEqualTo(ms(600));
        assertThat(pressure.ioStalled(nanos(5000), nanos(9000))).isEqualTo(ms(0));
    }

    private static Story paused(long fromMs, long toMs) {
        return stalled(pause(), fromMs, toMs);
    }

    private static Story pause() {
        return steps().ok(WRITE, 0, 4000).ok(WRITE, 4500, 9000);
    }

    private static Story steps() {
        return Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, 2000)
                .step("inject#1", 2000, 2010);
    }

    private static Story stalled(Story story, long fromMs, long toMs) {
        return story.add(seen(0, 0))
                .add(seen(fromMs, 0))
                .add(seen(toMs, toMs - fromMs))
                .add(seen(9000, toMs - fromMs));
    }

    private static PressureSeen seen(long atMs, long ioSomeMs) {
        return new PressureSeen(nanos(atMs), 0L, 1000 * ioSomeMs, 0L, 0L, 0L, null);
    }

    private static FaultSeen fault(long atMs, FaultName fault, FaultPhase phase) {
        return new FaultSeen(
                nanos(atMs),
                "inject#1/1",
                phase,
                fault,
                fault.flavours().get(0),
                List.of(new NodeName("pg1")),
                "x",
                null);
    }
}
