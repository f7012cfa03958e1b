package dev.lapse.oracle;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one fault costs one client, as a function of the lease's phase.
 *
 * @param kind what happens, for people
 * @param at from the time since the last renewal of the leader lease, in [0, loop_wait], to what the client meets
 * @param range the longest time since a renewal: loop_wait
 * @param terms that it is made of; empty where nothing stops
 */
public record Formula(String kind, Function<Duration, Course> at, Duration range, Set<Term> terms) {
    private static final int STEPS = 100;

    public Formula {
        terms = Set.copyOf(terms);
        at = at instanceof Remembered ? at : new Remembered(at);
    }

    /** Each course is asked for many times, for its total and for each of its phases. Any thread. */
    private static final class Remembered implements Function<Duration, Course> {
        private final Function<Duration, Course> at;
        private final Map<Duration, Course> known = new ConcurrentHashMap<>();

        Remembered(Function<Duration, Course> at) {
            this.at = at;
        }

        @Override
        public Course apply(Duration sinceRenewal) {
            Course course = known.get(sinceRenewal);
            if (course == null) {
                course = at.apply(sinceRenewal);
                known.put(sinceRenewal, course);
            }
            return course;
        }
    }

    /** One that is made of no term. */
    Formula(String kind, Function<Duration, Course> at, Duration range) {
        this(kind, at, range, Set.of());
    }

    /** The same, made of these. */
    Formula madeOf(Set<Term> newTerms) {
        return new Formula(kind, at, range, newTerms);
    }

    /** Its terms that no experiment has confirmed, in the order of {@link Term}; empty: it is none of a hypothesis. */
    public Set<Term> hypotheses() {
        Set<Term> unconfirmed = EnumSet.noneOf(Term.class);
        terms.stream().filter(term -> term.confirmedBy().isEmpty()).forEach(unconfirmed::add);
        return unconfirmed;
    }

    /** One that the lease has no part in. */
    static Formula constant(String kind, Course course, Configuration configuration, Set<Term> terms) {
        return new Formula(kind, sinceRenewal -> course, configuration.loopWait(), terms);
    }

    /** The same where the fault may also miss, and then nothing stops. */
    Formula orNone(String newKind) {
        return new Formula(newKind, sinceRenewal -> at.apply(sinceRenewal).orNone(), range, terms);
    }

    /** The same for a fault that meets the lease at this phase, and at no other. */
    public Formula only(Duration sinceRenewal) {
        return new Formula(kind, any -> at.apply(sinceRenewal), range, terms);
    }

    /** The same, said in other words. */
    Formula called(String newKind) {
        return new Formula(newKind, at, range, terms);
    }

    /** Either of both, of the same kind. */
    Formula or(Formula other) {
        Set<Term> all = new HashSet<>(terms);
        all.addAll(other.terms);
        return new Formula(kind, sinceRenewal -> at.apply(sinceRenewal).or(other.at.apply(sinceRenewal)), range, all);
    }

    public Course after(Duration sinceRenewal) {
        return at.apply(sinceRenewal);
    }

    /** At the phase of the lease at which the outage may be longest. */
    public Course longest() {
        return courses()
                .max(Comparator.comparing(course -> course.total().to()))
                .orElseThrow();
    }

    /** From the shortest to the longest outage, over all phases of the lease. */
    public Interval total() {
        return over(Course::total);
    }

    /** The same of one length that a course has. */
    public Interval over(Function<Course, Interval> length) {
        return courses().map(length).reduce(Interval::or).orElseThrow();
    }

    /** From the shortest to the longest outage, for a fault so long after a renewal. */
    public Interval total(Interval sinceRenewal) {
        return over(sinceRenewal, Course::total);
    }

    /** The same of one length that a course has. */
    public Interval over(Interval sinceRenewal, Function<Course, Interval> length) {
        Duration width = sinceRenewal.to().minus(sinceRenewal.from());
        return IntStream.rangeClosed(0, STEPS)
                .mapToObj(step ->
                        after(sinceRenewal.from().plus(width.multipliedBy(step).dividedBy(STEPS))))
                .map(length)
                .reduce(Interval::or)
                .orElseThrow();
    }

    /** Whether the outage is another at another phase of the lease. */
    public boolean dependsOnPhase() {
        return every(Course::total).size() > 1;
    }

    /** What is true of it at one phase of the lease or another. */
    public <T> Set<T> every(Function<Course, T> answer) {
        return courses().map(answer).collect(Collectors.toSet());
    }

    /** The mean over all phases of the lease, each as likely as any other, of the middle of what is predicted. */
    public Duration mean() {
        return mean(Course::total);
    }

    /** The same of one length that a course has. */
    public Duration mean(Function<Course, Interval> length) {
        long sum = courses()
                .mapToLong(course -> length.apply(course).middle().toNanos())
                .sum();
        return Duration.ofNanos(sum / (STEPS + 1));
    }

    /** The phases of the outage; empty where there is none, or where other phases of the lease have others. */
    public List<Course.Part> parts() {
        List<Course> harmed =
                courses().filter(course -> !course.phases().isEmpty()).toList();
        List<List<Phase>> kinds = harmed.stream()
                .map(course -> course.phases().stream().map(Course.Part::phase).toList())
                .distinct()
                .toList();
        return kinds.size() == 1 ? harmed.get(0).phases() : List.of();
    }

    private Stream<Course> courses() {
        return IntStream.rangeClosed(0, STEPS)
                .mapToObj(step -> after(range.multipliedBy(step).dividedBy(STEPS)));
    }
}
