package dev.lapse.generate;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.lapse.check.Judge;
import dev.lapse.check.Judgement;
import dev.lapse.history.History;
import dev.lapse.history.HistoryLines;
import dev.lapse.report.ReportHtml;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * How long the judge takes, and how much memory, and how large the page of the report becomes and how long it takes to
 * write: makes generated histories in a temporary directory, judges each, and prints a line of each. Memory is what was
 * left in the heap after a collection, at most. {@code ./lapse bench judge} runs it.
 */
public final class JudgeBench {
    private static final String USAGE = """
            Usage: lapse bench judge [--pages=DIR] [ATTEMPTS...]
            Time and memory of the judge, and size of report.html and time to write it, on generated histories: 1, 3 and
            10 million attempts of a calm run, and 1 million with half of the writes failing in bursts of 100 ms.
            ATTEMPTS: both shapes with so many instead. --pages: the pages are kept in DIR.
            A history is written first, which takes longer than to judge it; 10 million need 450 MB in the temporary folder.
            """;
    private static final List<Load> USUAL = List.of(
            new Load(1_000_000, Shape.CALM),
            new Load(3_000_000, Shape.CALM),
            new Load(10_000_000, Shape.CALM),
            new Load(1_000_000, Shape.BURSTS));

    private JudgeBench() {}

    private enum Shape {
        CALM,
        BURSTS
    }

    private record Load(long attempts, Shape shape) {
        GeneratedRun run() {
            GeneratedRun calm = GeneratedRun.calm(12);
            double perSecond = calm.scenario().lanes().stream()
                    .mapToDouble(lane -> 1e9 / lane.period().toNanos())
                    .sum();
            Duration hold = Duration.ofSeconds(Math.max(1, (long) (attempts / perSecond) - 4));
            GeneratedRun run = GeneratedRun.calm(12, hold);
            return shape == Shape.CALM ? run : run.with(new Harm.Bursts(100 * Timetable.MILLI));
        }

        String text() {
            return shape.name().toLowerCase(Locale.ROOT);
        }
    }

    public static void main(String[] arguments) throws IOException {
        if (List.of(arguments).stream().anyMatch(argument -> !argument.matches("[1-9][0-9]{0,8}|--pages=.+"))) {
            boolean asked = Set.of("-h", "--help").contains(arguments[0]);
            (asked ? System.out : System.err).print(USAGE);
            System.exit(asked ? 0 : 64);
        }
        Optional<Path> pages = Stream.of(arguments)
                .filter(argument -> argument.startsWith("--"))
                .map(argument -> Path.of(argument.substring(argument.indexOf('=') + 1)))
                .findFirst();
        List<Load> loads = Stream.of(arguments).allMatch(argument -> argument.startsWith("--"))
                ? USUAL
                : Stream.of(arguments)
                        .filter(argument -> !argument.startsWith("--"))
                        .map(Long::parseLong)
                        .flatMap(count -> List.of(new Load(count, Shape.CALM), new Load(count, Shape.BURSTS)).stream())
                        .toList();
        System.out.println("attempts  shape   seconds  heap MB  page s  page MB  verdict");
        for (Load load : loads) {
            Path directory = Files.createTempDirectory("lapse-bench-judge");
            Path file = directory.resolve("history.jsonl.gz");
            Path page = Files.createDirectories(pages.orElse(directory))
                    .resolve("report-" + load.attempts() + "-" + load.text() + ".html");
            try {
                System.err.println("writing " + load.attempts() + " attempts, " + load.text() + ", to " + file);
                judge(load, HistoryLines.write(file, load.run().events()), page);
            } finally {
                Files.deleteIfExists(file);
                if (pages.isEmpty()) {
                    Files.deleteIfExists(page);
                }
                Files.delete(directory);
            }
        }
    }

    private static void judge(Load load, History history, Path page) throws IOException {
        System.gc();
        HeapMeter heap = new HeapMeter();
        long begun = System.nanoTime();
        String verdict;
        double seconds;
        double pageSeconds = Double.NaN;
        try {
            Judgement judgement = Judge.judge(history);
            seconds = since(begun);
            verdict = judgement.verdict().name();
            long writing = System.nanoTime();
            try (Writer out = Files.newBufferedWriter(page)) {
                ReportHtml.write(history, judgement, page.resolveSibling("no-logs"), out);
            }
            pageSeconds = since(writing);
        } catch (OutOfMemoryError tooLarge) {
            seconds = since(begun);
            verdict = "out of memory";
        }
        System.out.printf(
                Locale.ROOT,
                "%8d  %-6s  %7.1f  %7d  %6.1f  %7.2f  %s%n",
                load.attempts(),
                load.text(),
                seconds,
                heap.most() >> 20,
                pageSeconds,
                Files.exists(page) ? Files.size(page) / 1e6 : Double.NaN,
                verdict);
    }

    private static double since(long begunNanos) {
        return (System.nanoTime() - begunNanos) / 1e9;
    }

    /** What the heap held after each collection since it began. */
    private static final class HeapMeter {
        private final AtomicLong most = new AtomicLong();

        HeapMeter() {
            Set<String> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getName)
                    .collect(Collectors.toSet());
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                ((NotificationEmitter) collector)
                        .addNotificationListener(
                                (notification, handback) -> {
                                    var after = GarbageCollectionNotificationInfo.from(
                                                    (CompositeData) notification.getUserData())
                                            .getGcInfo()
                                            .getMemoryUsageAfterGc();
                                    long used = after.entrySet().stream()
                                            .filter(pool -> pools.contains(pool.getKey()))
                                            .mapToLong(pool -> pool.getValue().getUsed())
                                            .sum();
                                    most.accumulateAndGet(used, Math::max);
                                },
                                null,
                                null);
            }
        }

        long most() {
            System.gc();
            return most.get();
        }
    }
}
