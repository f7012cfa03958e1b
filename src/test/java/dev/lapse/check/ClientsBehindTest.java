package dev.lapse.check;

import static dev.lapse.check.Story.READ;
import static dev.lapse.check.Story.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.LaneKind;
import org.junit.jupiter.api.Test;

class ClientsBehindTest {
    private static final String POOL = "write-pool";

    @Test
    void laneIsBehindByWhatItWasOutLongerThanTheBestOne() {
        Finding finding = outFor3sAnd6s().expect("clients_behind", "4s").finding("clients_behind");

        assertThat(finding)
                .isEqualTo(new Finding(
                        "clients_behind",
                        Verdict.PASS,
                        "4s",
                        "3.000s (2.960s to 3.040s, lane write-pool)",
                        new Account(
                                "is the time by which any client lane was out longer than the best one of its kind at"
                                        + " most 4s?",
                                "lane write-pool was out for 6.020s in inject#1, the best, write-haproxy, for 3.020s",
                                "yes, between 2.960s and 3.040s, as lane write-pool asked every 20ms and write-haproxy"
                                        + " every 20ms")));
    }

    @Test
    void laneThatIsBehindByMoreFails() {
        assertThat(outFor3sAnd6s().expect("clients_behind", "2s").finding("clients_behind"))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.FAIL))
                .satisfies(f -> assertThat(f.account().sure()).startsWith("yes, 1.000s above the limit; "));
    }

    @Test
    void limitBetweenWhatIsSureAndWhatMayBeIsUnknown() {
        assertThat(outFor3sAnd6s().expect("clients_behind", "3s").finding("clients_behind"))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(f -> assertThat(f.account().sure())
                        .isEqualTo("no, lane write-pool was behind by 2.960s to 3.040s, and 3s lies in between"));
    }

    @Test
    void controlDemandsThatOneIsBehind() {
        assertThat(outFor3sAnd6s()
                        .expect("clients_behind", POOL, ">= 2s")
                        .finding("clients_behind")
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(outFor3sAnd6s()
                        .expect("clients_behind", POOL, ">= 5s")
                        .finding("clients_behind")
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(outFor3sAnd6s()
                        .expect("clients_behind", POOL, ">= 3s")
                        .finding("clients_behind")
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void bestLaneIsNotBehind() {
        assertThat(outFor3sAnd6s().expect("clients_behind", WRITE, "0").finding("clients_behind"))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.PASS))
                .satisfies(f -> assertThat(f.measured()).isEqualTo("none"));
    }

    @Test
    void lanesOfAnotherKindAreNoMeasure() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .lane(READ, LaneKind.READ)
                .step("steady#1", 0, 2000)
                .step("inject#1", 2000, 2010)
                .ok(WRITE, 0, 2000)
                .failed(WRITE, 2000, 5000)
                .ok(WRITE, 5000, 9000)
                .ok(READ, 0, 9000)
                .ended(9000, "completed")
                .expect("clients_behind", "1s");

        assertThat(story.finding("clients_behind"))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(f -> assertThat(f.account().sure()).isEqualTo("no, there is no other lane of its kind"));
    }

    @Test
    void lanesThatAreAllStillOutCannotTell() {
        Story story = two().failed(WRITE, 2000, 9000).failed(POOL, 2000, 9000).ended(9000, "completed");

        assertThat(story.expect("clients_behind", "1s").finding("clients_behind"))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(f -> assertThat(f.account().sure())
                        .isEqualTo("no, no lane of its kind was back at the end of inject#1"));
    }

    @Test
    void laneThatIsStillOutIsBehindByMoreThanIsSeen() {
        Story story = two().failed(WRITE, 2000, 5000)
                .ok(WRITE, 5000, 9000)
                .failed(POOL, 2000, 9000)
                .ended(9000, "completed");

        assertThat(story.expect("clients_behind", "2s").finding("clients_behind"))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.FAIL))
                .satisfies(f -> assertThat(f.measured()).startsWith("more than "));
    }

    @Test
    void laneThatIsStillOutAndNotBehindByMoreYetCannotTell() {
        Story story = two().failed(WRITE, 2000, 5000)
                .ok(WRITE, 5000, 9000)
                .failed(POOL, 2000, 9000)
                .ended(9000, "completed");

        assertThat(story.expect("clients_behind", "5s")
                        .finding("clients_behind")
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    private static Story outFor3sAnd6s() {
        return two().failed(WRITE, 2000, 5000)
                .ok(WRITE, 5000, 9000)
                .failed(POOL, 2000, 8000)
                .ok(POOL, 8000, 9000)
                .ended(9000, "completed");
    }

    private static Story two() {
        return Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .lane(POOL, LaneKind.WRITE)
                .step("steady#1", 0, 2000)
                .step("inject#1", 2000, 2010)
                .ok(WRITE, 0, 2000)
                .ok(POOL, 0, 2000);
    }
}
