package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.Event;
import dev.lapse.history.PressureSeen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PressureWatchTest {
    private static final long MILLI = 1_000_000;

    @TempDir
    private Path folder;

    private final List<Event> events = new ArrayList<>();
    private long now;

    @Test
    void totalsAreThoseOfTheKernel() throws IOException {
        write("cpu", 1, 2);
        write("memory", 3, 4);
        write("io", 5_000_000_000L, 6);

        watch().once();

        assertThat(events).containsExactly(new PressureSeen(0, 1L, 5_000_000_000L, 6L, 3L, 4L, null));
    }

    @Test
    void whatDoesNotChangeIsRecordedOnceASecond() throws IOException {
        PressureWatch watch = watch();
        for (int i = 0; i < 25; i++) {
            at(watch, i * 100, 7);
        }

        assertThat(events).extracting(Event::atNanos).containsExactly(0L, 1000 * MILLI, 2000 * MILLI);
    }

    @Test
    void stallIsRecordedWithTheReadingBeforeIt() throws IOException {
        PressureWatch watch = watch();
        at(watch, 0, 7);
        at(watch, 100, 7);
        at(watch, 200, 7);
        at(watch, 300, 80_007);
        at(watch, 400, 80_007);

        assertThat(events).extracting(Event::atNanos).containsExactly(0L, 200 * MILLI, 300 * MILLI);
    }

    @Test
    void machineThatDoesNotTellIsRecordedOnce() {
        PressureWatch watch = watch();
        watch.once();
        watch.once();

        assertThat(events).singleElement().isInstanceOfSatisfying(PressureSeen.class, seen -> {
            assertThat(seen.ioSomeMicros()).isNull();
            assertThat(seen.problem()).startsWith("NoSuchFileException: ");
        });
    }

    @Test
    void fileWithoutTotalsIsNoAnswer() throws IOException {
        for (String name : List.of("cpu", "memory", "io")) {
            Files.writeString(folder.resolve(name), "nothing\n");
        }

        watch().once();

        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        PressureSeen.class, seen -> assertThat(seen.problem()).contains("no total of some in "));
    }

    private PressureWatch watch() {
        return new PressureWatch(folder, events::add, () -> now);
    }

    private void at(PressureWatch watch, long millis, long ioSome) throws IOException {
        now = millis * MILLI;
        write("cpu", 1, 1);
        write("memory", 1, 1);
        write("io", ioSome, 1);
        watch.once();
    }

    private void write(String name, long some, long full) throws IOException {
        Files.writeString(
                folder.resolve(name),
                "some avg10=0.00 avg60=0.00 avg300=0.00 total=" + some
                        + "\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=" + full + "\n");
    }
}
