package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.ObserverOpened;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressCheckerTest {
    private static final String CHECK = "vip_on_primary";
    private static final NodeName PG1 = new NodeName("pg1");

    /** pg1 leads and has the address. */
    private static Story begun() {
        Story story = Story.begin().step("steady#1", 0, 30_000);
        for (String node : new String[] {"pg1", "pg2"}) {
            story.add(new ObserverOpened(0, "log-" + node, 0));
        }
        return story.primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .leader(0, "pg1")
                .add(new AddressSeen(0, PG1, true));
    }

    /** It is killed at 4 s, pg2 leads from 10 s on. */
    private static Story failover() {
        return begun().fault("crash", "pg1", 4000, 29_000).leader(10_000, "pg2");
    }

    @ParameterizedTest
    @CsvSource({"3s, FAIL", "4s, UNKNOWN", "5s, PASS"})
    void fromTheNewLeaderToTheAddressThere(String limit, Verdict verdict) {
        Finding finding = failover()
                .address(14_000, "pg2", LoggedFact.VIP_TAKEN)
                .expect(CHECK, limit)
                .finding(CHECK);

        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.measured()).isEqualTo("4.000s (at least 3.500s)");
        assertThat(Story.seen(finding))
                .isEqualTo("4.000s from 10.00s: pg2 was the primary, and no host had the address");
    }

    /** As in a switchover: keepalived's seconds do not tell whether the two held it together, nor need they. */
    @Test
    void anAddressThatIsHandedOverWithinTheSameSecond() {
        Story story = Story.begin().step("steady#1", 0, 30_000);
        for (String node : new String[] {"pg1", "pg2"}) {
            story.add(new ObserverOpened(0, "log-" + node, 0));
        }
        Finding finding = story.primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .leader(0, "pg1")
                .add(new AddressSeen(0, PG1, true))
                .leader(10_000, "pg2")
                .address(12_000, "pg1", LoggedFact.VIP_LEFT)
                .address(12_000, "pg2", LoggedFact.VIP_TAKEN)
                .expect(CHECK, "5s")
                .finding(CHECK);

        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(Story.seen(finding)).isEqualTo("2.000s from 10.00s: pg2 was the primary, and pg1 had the address");
    }

    @Test
    void anAddressThatGoesElsewhereWhileThePrimaryStays() {
        Finding finding = failover()
                .address(10_000, "pg2", LoggedFact.VIP_TAKEN)
                .address(14_000, "pg1", LoggedFact.VIP_LEFT)
                .address(15_000, "pg1", LoggedFact.VIP_TAKEN)
                .address(21_000, "pg1", LoggedFact.VIP_LEFT)
                .expect(CHECK, "2s")
                .finding(CHECK);

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(Story.seen(finding)).isEqualTo("6.000s from 15.00s: pg2 was the primary, and pg1 had the address");
    }

    @Test
    void anAddressThatNobodyHasWhileThePrimaryRunsIsAway() {
        Story story = failover()
                .add(new ObserverOpened(0, "patroni-pg2", 200_000_000))
                .primary(10_000, "pg2", 2)
                .address(10_000, "pg2", LoggedFact.VIP_TAKEN)
                .address(14_000, "pg2", LoggedFact.VIP_LEFT);

        Finding forEver = story.expect(CHECK, "5s").finding(CHECK);

        assertThat(forEver.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(Story.seen(forEver)).startsWith("16.00s from 14.00s: pg2 was the primary, and no host had");
    }

    @Test
    void fromWhenThePrimaryLosesItToWhenItHasItAgainIsOneStretch() {
        Finding finding = failover()
                .primary(10_000, "pg2", 2)
                .address(10_000, "pg2", LoggedFact.VIP_TAKEN)
                .address(13_000, "pg1", LoggedFact.VIP_LEFT)
                .address(14_000, "pg2", LoggedFact.VIP_LEFT)
                .address(15_000, "pg1", LoggedFact.VIP_TAKEN)
                .address(17_000, "pg1", LoggedFact.VIP_LEFT)
                .address(18_000, "pg2", LoggedFact.VIP_TAKEN)
                .expect(CHECK, "6s")
                .finding(CHECK);

        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(Story.seen(finding)).isEqualTo("4.000s from 14.00s: pg2 was the primary, and pg1 had the address");
    }

    /** Its check fails with its PostgreSQL: the address is given up, and who has the lock cannot serve. */
    @Test
    void anAddressThatIsGivenUpSinceThePrimaryDoesNotRunIsNotAway() {
        Finding finding = failover()
                .primary(10_000, "pg2", 2)
                .address(10_000, "pg2", LoggedFact.VIP_TAKEN)
                .gone(13_900, "pg2")
                .address(14_000, "pg2", LoggedFact.VIP_LEFT)
                .expect(CHECK, "1s")
                .finding(CHECK);

        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    }

    /** The primary is cut off from 4 s to 8 s, and keeps the lock. */
    private static Story cutOff() {
        return begun().fault("network-loss", "pg1", 4000, 8000).address(4010, "pg1", LoggedFact.VIP_LEFT);
    }

    @Test
    void anAddressThatIsTakenDownWithTheNetworkIsAwayOnlyFromWhenThatIsBack() {
        Finding finding = cutOff().address(11_000, "pg1", LoggedFact.VIP_TAKEN)
                .expect(CHECK, "5s")
                .finding(CHECK);

        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(Story.seen(finding))
                .isEqualTo("3.000s from 8.000s: pg1 was the primary, and no host had the address");
    }

    @Test
    void anotherHostThatHasItWhileThePrimaryIsCutOffIsStillElsewhere() {
        Finding finding = cutOff().address(6000, "pg2", LoggedFact.VIP_TAKEN)
                .address(20_000, "pg2", LoggedFact.VIP_LEFT)
                .address(20_000, "pg1", LoggedFact.VIP_TAKEN)
                .expect(CHECK, "5s")
                .finding(CHECK);

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(Story.seen(finding)).startsWith("14.00s from 6.000s: pg1 was the primary, and pg2 had the address");
    }

    @Test
    void anAddressThatNeverComesIsAwayUntilTheEnd() {
        assertThat(failover().expect(CHECK, "15s").finding(CHECK))
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.FAIL))
                .satisfies(finding -> assertThat(finding.measured()).startsWith("20.00s"));
    }

    /** keepalived leaves the state FAULT by BACKUP, which is no sign that it held the address. */
    @Test
    void whoHadTheAddressWhenItWasAskedHadIt() {
        Story story = Story.begin().step("steady#1", 0, 30_000);
        for (String node : new String[] {"pg1", "pg2"}) {
            story.add(new ObserverOpened(0, "log-" + node, 0));
        }
        Finding finding = story.primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .leader(0, "pg1")
                .add(new AddressSeen(0, PG1, true))
                .fault("crash", "pg1", 4000, 29_000)
                .leader(10_000, "pg2")
                .address(11_000, "pg2", LoggedFact.VIP_LEFT)
                .address(12_000, "pg2", LoggedFact.VIP_TAKEN)
                .expect(CHECK, "3s")
                .finding(CHECK);

        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(Story.seen(finding)).startsWith("2.000s from 10.00s");
    }

    @Test
    void whereNobodyLookedItIsNotKnown() {
        Finding finding = Story.begin()
                .step("steady#1", 0, 30_000)
                .leader(0, "pg1")
                .expect(CHECK, "5s")
                .finding(CHECK);

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void anAddressOfTheBalancersIsNotAsked() {
        Finding finding = failover()
                .server(0, "lb1", "pg1", "UP")
                .add(new ObserverOpened(0, "log-lb1", 0))
                .address(1000, "lb1", LoggedFact.VIP_TAKEN)
                .expect(CHECK, "5s")
                .finding(CHECK);

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(Story.sure(finding)).contains("not one of the nodes'");
    }

    @Test
    void aNodeWhoseLogWasNotReadIsInDoubt() {
        Story story = failover().address(10_000, "pg2", LoggedFact.VIP_TAKEN).replica(0, "pg3", 1);

        Finding finding = story.expect(CHECK, "5s").finding(CHECK);

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(Story.sure(finding)).contains("the log of " + new NodeName("pg3") + " was not read");
    }
}
