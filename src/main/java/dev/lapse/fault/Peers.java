package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Asks hosts of others on the data network, by a script on the one that asks. Any thread. */
final class Peers {
    /** The exit code of {@code timeout}. */
    private static final int LIMIT_REACHED = 124;

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Access access;
    private final Neighbours neighbours;

    Peers(Access access) {
        this.access = access;
        this.neighbours = new Neighbours(access);
    }

    PeerAnswer ask(PeerQuestion question) {
        return ask(List.of(question)).get(0);
    }

    /** Asks all of them at once, each host its own; the answers come in the order of the questions. */
    List<PeerAnswer> ask(List<PeerQuestion> questions) {
        PeerAnswer[] answers = questions.stream().map(PeerAnswer::unasked).toArray(PeerAnswer[]::new);
        Set<NodeName> absent = withoutAddress(questions);
        List<NodeName> askers = questions.stream()
                .flatMap(question -> Stream.ofNullable(question.from()))
                .distinct()
                .toList();
        List<Optional<Shell.Result>> results = access.atOnce()
                .all(askers.stream()
                        .<Supplier<Optional<Shell.Result>>>map(asker -> () -> said(asker, questions, absent))
                        .toList());
        for (int i = 0; i < answers.length; i++) {
            int place = askers.indexOf(questions.get(i).from());
            if (place >= 0 && results.get(place).isPresent() && !isUnasked(questions.get(i), absent)) {
                answers[i] = answer(questions.get(i), i, results.get(place).get());
            }
        }
        return List.of(answers);
    }

    /** Of the hosts that are asked by the virtual address, those on which it does not stand. */
    private Set<NodeName> withoutAddress(List<PeerQuestion> questions) {
        List<NodeName> asked = questions.stream()
                .filter(PeerQuestion::byAddress)
                .map(PeerQuestion::to)
                .distinct()
                .toList();
        if (asked.isEmpty()) {
            return Set.of();
        }
        VirtualAddress address = new VirtualAddress(access);
        List<Boolean> there = access.atOnce()
                .all(asked.stream()
                        .<Supplier<Boolean>>map(host -> () -> address.isAt(host))
                        .toList());
        return asked.stream().filter(host -> !there.get(asked.indexOf(host))).collect(Collectors.toSet());
    }

    private static boolean isUnasked(PeerQuestion question, Set<NodeName> absent) {
        return question.byAddress() && absent.contains(question.to());
    }

    /** Each line that this prints begins with the number of its question; nothing, when the asker is down or paused. */
    private Optional<Shell.Result> said(NodeName asker, List<PeerQuestion> questions, Set<NodeName> absent) {
        StringBuilder script = new StringBuilder();
        Duration limit = Duration.ZERO;
        for (int i = 0; i < questions.size(); i++) {
            PeerQuestion question = questions.get(i);
            if (asker.equals(question.from()) && !isUnasked(question, absent)) {
                String address = question.byAddress()
                        ? access.cluster().vip().orElseThrow()
                        : access.cluster().dataAddress(question.to());
                script.append("(\n")
                        .append(question.request()
                                .script(
                                        address,
                                        question.port(),
                                        access.cluster().spec().speechAt(question.port()),
                                        question.patience()))
                        .append(") 2>&1 | sed -u 's/^/")
                        .append(i)
                        .append(" /' &\n");
                limit = question.limit().compareTo(limit) > 0 ? question.limit() : limit;
            }
        }
        if (script.isEmpty()) {
            return Optional.empty();
        }
        List<String> command = List.of("timeout", Request.seconds(limit), "bash", "-c", script + "wait");
        try {
            return Optional.of(access.shell().run(asker, limit.plus(GRACE), command));
        } catch (LapseException e) {
            if (access.power().state(asker).status() == Status.RUNNING) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static PeerAnswer answer(PeerQuestion question, int number, Shell.Result result) {
        String prefix = number + " ";
        String said = result.stdout()
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .collect(Collectors.joining("\n"));
        if (!said.isEmpty() || result.succeeded()) {
            return PeerAnswer.of(question, said);
        }
        return result.exitCode() == LIMIT_REACHED
                ? PeerAnswer.noConnection(question)
                : PeerAnswer.of(question, result.stderr() + "\nexit code " + result.exitCode());
    }

    /**
     * Evidence that another host gets no byte from there; a kernel accepts also for a process that is frozen. A host
     * that goes down while it asks tells nothing, and the next one is asked.
     */
    Evidence silent(NodeName target, int port) {
        PeerAnswer answer = PeerAnswer.unasked(PeerQuestion.greeting(null, target, port));
        for (NodeName peer : neighbours.running(target)) {
            answer = ask(PeerQuestion.greeting(peer, target, port));
            if (!answer.isUnasked()) {
                break;
            }
        }
        return new Evidence(!answer.isAnswered(), answer.text());
    }

    /** Evidence that another host, whichever it is, gets a byte from there by then. */
    Evidence greeted(NodeName target, int port, Duration deadline) {
        return answered(() -> greetings(target, port), deadline);
    }

    private PeerAnswer greetings(NodeName target, int port) {
        PeerAnswer last = PeerAnswer.unasked(PeerQuestion.greeting(null, target, port));
        for (NodeName peer : neighbours.running(target)) {
            last = ask(PeerQuestion.greeting(peer, target, port));
            if (last.isAnswered()) {
                break;
            }
        }
        return last;
    }

    /** Evidence that the question is answered by then. */
    Evidence answered(PeerQuestion question, Duration deadline) {
        return answered(() -> ask(question), deadline);
    }

    private static Evidence answered(Supplier<PeerAnswer> asking, Duration deadline) {
        PeerAnswer last = await(asking, PeerAnswer::isAnswered, deadline);
        return last.isAnswered()
                ? Evidence.proof(last.text())
                : Evidence.none(last.text() + " after " + deadline.toSeconds() + "s");
    }

    /** Asks until the answer is as wanted or the deadline has passed, at least once; the last answer. */
    PeerAnswer await(PeerQuestion question, Predicate<PeerAnswer> wanted, Duration deadline) {
        return await(() -> ask(question), wanted, deadline);
    }

    /** Asks all of them until each answer is as wanted or the deadline has passed, at least once; the last answers. */
    List<PeerAnswer> await(List<PeerQuestion> questions, Predicate<PeerAnswer> wanted, Duration deadline) {
        return await(() -> ask(questions), answers -> answers.stream().allMatch(wanted), deadline);
    }

    private static <T> T await(Supplier<T> asking, Predicate<T> wanted, Duration deadline) {
        AtomicReference<T> last = new AtomicReference<>(asking.get());
        if (wanted.test(last.get())) {
            return last.get();
        }
        try {
            return Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(deadline)
                    .until(
                            () -> {
                                last.set(asking.get());
                                return last.get();
                            },
                            wanted);
        } catch (ConditionTimeoutException e) {
            return last.get();
        }
    }
}
