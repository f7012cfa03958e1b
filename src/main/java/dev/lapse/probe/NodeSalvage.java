package dev.lapse.probe;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Copies;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power;
import dev.lapse.cluster.Shell;
import dev.lapse.cluster.Timeline;
import dev.lapse.component.Patroni;
import dev.lapse.history.LaneName;
import dev.lapse.history.Recorder;
import dev.lapse.history.Salvaged;
import dev.lapse.history.TablesCompared;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * By the copies that the hosts' image puts aside. A copy is opened in a place that no network reaches, as a server of
 * its own that stays on its timeline.
 */
public final class NodeSalvage implements Salvage {
    private static final String ROOM = "/var/lib/postgresql/salvage";
    private static final Duration QUICK = Duration.ofSeconds(10);
    private static final Duration AT_ONCE = Duration.ofMillis(500);
    private static final Duration OPENED_WITHIN = Duration.ofSeconds(90);

    /** Takes the folder and the limit, which is 0 where nothing is to be copied. */
    private static final String BEGIN = "rm -rf \"$1\" && [ \"$2\" = 0 ] || { install -d -o postgres -g postgres -m 700"
            + " \"$1\" && echo \"$2\" > \"$1/limit\" && chmod 644 \"$1/limit\"; }";

    private static final String SOCKET = "/run/postgresql";

    /** Takes the folder of the copy. Whatever its configuration says, it is alone, and ships nothing anywhere. */
    private static final String OPEN =
            "set -e; d=$1/data; cd /run; chown -R postgres: \"$1\"; chmod 700 \"$d\"; rm -f \"$d\"/*.signal"
                    + " \"$d/postmaster.pid\"; printf 'local all all trust\\n"
                    + "' > /run/open-hba; : > /run/open-ident; install -d -o postgres -g postgres -m 755 " + SOCKET
                    + ";"
                    + " s6-setuidgid postgres pg_ctl start -D \"$d\" -s -w -t 80 -l /tmp/opened.log -o \""
                    + String.join(
                            " ",
                            "-c listen_addresses=''",
                            "-c unix_socket_directories=" + SOCKET,
                            "-c port=5432",
                            "-c hba_file=/run/open-hba",
                            "-c ident_file=/run/open-ident",
                            "-c archive_mode=off",
                            "-c restore_command=''",
                            "-c primary_conninfo=''",
                            "-c primary_slot_name=''",
                            "-c synchronous_standby_names=''",
                            "-c default_transaction_read_only=on",
                            "-c autovacuum=off",
                            "-c fsync=off",
                            "-c logging_collector=off",
                            "-c log_destination=stderr",
                            "-c ssl=off")
                    + "\" >/tmp/opening.log 2>&1 || { cat /tmp/opening.log /tmp/opened.log 2>&1"
                    + " | grep -aE 'FATAL|PANIC|error|could not' | tail -n 1 >&2; exit 1; }";

    private final Access access;
    private final Copies copies;
    private final Recorder recorder;
    private final NanoClock clock;
    private final long limitBytes;
    private final List<LaneName> lanes;
    private final Map<NodeName, String> untold = new HashMap<>();

    private NodeSalvage(
            Access access, Copies copies, Recorder recorder, NanoClock clock, long limitBytes, List<LaneName> lanes) {
        this.access = access;
        this.copies = copies;
        this.recorder = recorder;
        this.clock = clock;
        this.limitBytes = limitBytes;
        this.lanes = List.copyOf(lanes);
    }

    /** Has the nodes of this cluster keep copies from the start of a run on. */
    public static Salvages of(Access access, Copies copies) {
        return (recorder, clock, limitBytes, lanes) -> {
            NodeSalvage salvage = new NodeSalvage(access, copies, recorder, clock, limitBytes, lanes);
            salvage.begin();
            return salvage;
        };
    }

    private void begin() {
        List<Supplier<Optional<String>>> told = new ArrayList<>();
        List<NodeName> nodes = access.cluster().spec().nodes();
        nodes.forEach(node -> told.add(() -> failure(() -> {
            Shell.Result result =
                    access.shell().run(node, QUICK, List.of("sh", "-c", BEGIN, "sh", ROOM, Long.toString(limitBytes)));
            if (!result.succeeded()) {
                throw new LapseException(
                        LapseException.Kind.HARNESS, result.stderr().strip());
            }
        })));
        List<Optional<String>> failures = access.atOnce().all(told);
        for (int i = 0; i < nodes.size(); i++) {
            NodeName node = nodes.get(i);
            failures.get(i).ifPresent(why -> untold.put(node, "the node could not be told to keep copies: " + why));
        }
    }

    @Override
    public void beforeHeal() {
        if (limitBytes == 0) {
            return;
        }
        List<NodeName> nodes = access.cluster().spec().nodes();
        List<Optional<LedgerText.LedgerRows>> seen = access.atOnce()
                .all(nodes.stream()
                        .map(node -> (Supplier<Optional<LedgerText.LedgerRows>>) () -> ask(node))
                        .toList());
        Optional<Timeline> newest = seen.stream()
                .flatMap(Optional::stream)
                .map(LedgerText.LedgerRows::timeline)
                .max(Timeline::compareTo);
        for (int i = 0; i < nodes.size(); i++) {
            NodeName node = nodes.get(i);
            seen.get(i)
                    .filter(rows -> rows.timeline().compareTo(newest.orElseThrow()) < 0)
                    .ifPresent(rows -> record(node, rows, Salvaged.WATCH, "asked just before the heal"));
        }
    }

    /** Nothing of a node that does not answer at once: it is down, frozen, or in the middle of something. */
    private Optional<LedgerText.LedgerRows> ask(NodeName node) {
        try {
            if (access.power().state(node).status() != Power.Status.RUNNING) {
                return Optional.empty();
            }
            String answer = access.sql()
                    .ask(
                            access.cluster().watchAddress(node),
                            Patroni.POSTGRES_PORT,
                            AT_ONCE,
                            LedgerText.statement(lanes));
            return Optional.of(LedgerText.parse(answer, lanes));
        } catch (LapseException e) {
            passOnInterrupt(e);
            return Optional.empty();
        }
    }

    @Override
    public void read(Map<NodeName, String> cameBackBy) {
        List<NodeName> nodes = access.cluster().spec().nodes();
        if (limitBytes == 0) {
            nodes.forEach(node -> recorder.record(Salvaged.not(clock.nanos(), node, Salvaged.NONE, Salvaged.OFF)));
            return;
        }
        Survivor survivor = new Survivor();
        nodes.forEach(node -> read(node, cameBackBy.get(node), survivor));
    }

    private void read(NodeName node, @Nullable String cameBackBy, Survivor survivor) {
        List<CopyNote> notes = new ArrayList<>();
        Optional<String> failure = Optional.ofNullable(untold.get(node))
                .or(() -> failure(() -> notes.addAll(CopyNote.parse(access.shell()
                        .run(node, QUICK, List.of("sh", "-c", CopyNote.READ, "sh", ROOM))
                        .stdout()))));
        notes.forEach(note -> recorder.record(note.event(clock.nanos(), node)));
        boolean any = false;
        for (CopyNote note : notes) {
            if (note.isCopied() && !isFollowed(note, notes)) {
                Optional<String> unopened = failure(() -> open(node, note, survivor));
                unopened.ifPresent(why -> notRead(node, "its copy could not be read: " + why));
                any = true;
            }
        }
        if (!any) {
            if (failure.isPresent()) {
                notRead(node, failure.get());
            } else if (!notes.isEmpty()) {
                notRead(node, "it was not copied: " + notes.get(0).detail());
            } else if ("basebackup".equals(cameBackBy)) {
                notRead(node, "Patroni took a base backup, which removes the data first");
            } else if ("pg_rewind".equals(cameBackBy)) {
                notRead(node, "pg_rewind ran, but not the one that stands first in the PATH of the image");
            } else {
                recorder.record(
                        Salvaged.not(clock.nanos(), node, Salvaged.FOLLOW, "it was neither rewound nor made anew"));
            }
        }
    }

    /** What a host had when it started is in the copy before the rewind too, if one followed on the same timeline. */
    private static boolean isFollowed(CopyNote note, List<CopyNote> notes) {
        return note.occasion().equals(CopyNote.START)
                && notes.stream()
                        .anyMatch(later -> later.number() > note.number()
                                && later.isCopied()
                                && !later.occasion().equals(CopyNote.START)
                                && later.timeline() != null
                                && later.timeline().equals(note.timeline()));
    }

    private void notRead(NodeName node, String why) {
        recorder.record(Salvaged.not(clock.nanos(), node, Salvaged.NONE, why));
    }

    private void open(NodeName node, CopyNote note, Survivor survivor) {
        try (Copies.Room room = copies.open(node, ROOM + "/" + note.number())) {
            Shell.Result opened = room.run(OPENED_WITHIN, List.of("sh", "-c", OPEN, "sh", room.folder()));
            if (!opened.succeeded()) {
                throw new LapseException(
                        LapseException.Kind.HARNESS,
                        "PostgreSQL did not start on it: " + opened.stderr().strip());
            }
            Psql psql = new Psql(room::run, SOCKET);
            LedgerText.LedgerRows rows = LedgerText.parse(psql.run(LedgerText.statement(lanes) + ";"), lanes);
            String how = note.occasion().equals(CopyNote.START) ? "host copy" : "pg_rewind copy";
            record(node, rows, how, "a copy of " + note.bytes() + " bytes, made in " + note.millis() + " ms");
            failure(() -> compare(node, rows.timeline(), psql, survivor))
                    .ifPresent(why -> recorder.record(
                            new TablesCompared(clock.nanos(), node, rows.timeline(), null, 0, List.of(), why)));
        }
    }

    private void compare(NodeName node, Timeline timeline, Psql psql, Survivor survivor) {
        if (!survivor.isOn(timeline)) {
            recorder.record(survivor.compare(node, timeline, TableDump.parse(psql.run(TableDump.SCRIPT))));
        }
    }

    private void record(NodeName node, LedgerText.LedgerRows rows, String how, String detail) {
        long now = clock.nanos();
        rows.present()
                .forEach((lane, present) ->
                        recorder.record(new Salvaged(now, node, rows.timeline(), lane, present, how, detail)));
    }

    /** The primary after the run; it is asked when it is first needed. */
    private final class Survivor {
        private @Nullable NodeName node;
        private @Nullable Psql psql;
        private @Nullable TableDump tables;
        private @Nullable Timeline timeline;

        private Psql psql() {
            if (psql == null) {
                NodeName primary = access.control()
                        .primary()
                        .orElseThrow(() ->
                                new LapseException(LapseException.Kind.HARNESS, "the cluster has no primary now"));
                node = primary;
                psql = new Psql((timeout, command) -> access.shell().run(primary, timeout, command), SOCKET);
                timeline = LedgerText.parse(psql.run(LedgerText.TIMELINE + ";"), List.of())
                        .timeline();
            }
            return psql;
        }

        boolean isOn(Timeline other) {
            psql();
            return other.equals(timeline);
        }

        TablesCompared compare(NodeName of, Timeline on, TableDump there) {
            Psql asked = psql();
            if (tables == null) {
                tables = TableDump.parse(asked.run(TableDump.SCRIPT));
            }
            TableDifferences differences = new TableDifferences(there, tables);
            Parting parting = Parting.of(asked, timeline, on);
            return new TablesCompared(
                    clock.nanos(),
                    of,
                    on,
                    node,
                    there.tables().size(),
                    differences.told(parting.own(differences.transactions())),
                    parting.unknown());
        }
    }

    private static Optional<String> failure(Runnable task) {
        try {
            task.run();
            return Optional.empty();
        } catch (LapseException e) {
            passOnInterrupt(e);
            String message = String.valueOf(e.getMessage());
            int end = message.lastIndexOf(": expected it to end within");
            return Optional.of(end < 0 ? message : "it did not end in time");
        }
    }

    private static void passOnInterrupt(LapseException e) {
        if (Thread.currentThread().isInterrupted()) {
            throw e;
        }
    }
}
