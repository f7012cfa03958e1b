package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void attemptIsDueAtStartPlusPeriods() {
        Schedule schedule = new Schedule(1_000, 20);

        assertThat(schedule.dueNanos(0)).isEqualTo(1_000);
        assertThat(schedule.dueNanos(50)).isEqualTo(2_000);
    }

    @Test
    void lanesAreShiftedByEqualPartsOfTheShortestPeriod() {
        List<Schedule> schedules =
                Schedule.staggered(100, List.of(Duration.ofNanos(40), Duration.ofNanos(20), Duration.ofNanos(200)));

        assertThat(schedules).extracting(Schedule::startNanos).containsExactly(100L, 106L, 113L);
    }

    @Test
    void lanesOfMultiplePeriodsNeverFireTogether() {
        List<Schedule> schedules =
                Schedule.staggered(0, List.of(Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(100)));

        assertThat(schedules.stream()
                        .flatMap(schedule -> LongStream.range(0, 50).mapToObj(schedule::dueNanos)))
                .doesNotHaveDuplicates();
    }

    @Test
    void noLanesMakeNoSchedules() {
        assertThat(Schedule.staggered(0, List.of())).isEmpty();
    }

    @Test
    void periodMustBePositive() {
        assertThatThrownBy(() -> new Schedule(0, 0)).hasMessage("period must be > 0, was 0ns");
    }
}
