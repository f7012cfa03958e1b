package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DescribedCluster;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Shell;
import dev.lapse.component.Carried;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class SettingsInEffectTest {
    private static final Shell.Result DEAD = new Shell.Result(1, "", "psql: error: no such file\n");

    private final Map<String, Shell.Result> answers = new ConcurrentHashMap<>(Map.of(
            "pg1", shows("server_lifetime|60|3600|yes\npool_mode|session|session|yes\n"),
            "pg2", shows("server_lifetime|60|3600|yes\npool_mode|session|session|yes\n")));

    private Settings asked = Settings.NONE
            .with(Section.PGBOUNCER, "server_lifetime", "60")
            .with(Section.PGBOUNCER, "pool_mode", "session");

    private Settings own = Settings.NONE;

    @Test
    void whatHoldsOnEveryHostIsHeld() {
        SettingsInEffect settings = read();

        assertThat(settings.held())
                .containsOnly(
                        Map.entry("pgbouncer.server_lifetime", "60"), Map.entry("pgbouncer.pool_mode", "session"));
        assertThat(settings.not()).isEmpty();
        assertThat(settings.expected()).isEmpty();
    }

    @Test
    void oneHostThatDiffersIsEnoughAndIsNamed() {
        answers.put("pg2", shows("server_lifetime|3600|3600|yes\npool_mode|session|session|yes\n"));

        SettingsInEffect settings = read();

        assertThat(settings.not())
                .containsExactly(new NotInEffect(
                        "pgbouncer.server_lifetime", "60", "3600 on pg2", "that is what SHOW CONFIG shows"));
        assertThat(settings.held()).containsOnlyKeys("pgbouncer.pool_mode");
    }

    @Test
    void whatNoHostHoldsNamesNone() {
        answers.replaceAll((host, answer) -> shows("server_lifetime|3600|3600|yes\npool_mode|session|session|yes\n"));

        assertThat(read().not()).extracting(NotInEffect::seen).containsExactly("3600");
    }

    @Test
    void aHostThatCannotBeAskedHoldsNothing() {
        answers.put("pg1", DEAD);

        SettingsInEffect settings = read();

        assertThat(settings.held()).isEmpty();
        assertThat(settings.not())
                .extracting(NotInEffect::seen)
                .containsExactly("not known on pg1", "not known on pg1");
        assertThat(NotInEffect.texts(settings.not()))
                .containsExactly("pgbouncer.pool_mode session, pgbouncer.server_lifetime 60: not known on pg1: it could"
                        + " not be asked: psql: error: no such file");
    }

    @Test
    void whereNothingIsAskedNoHostIsAsked() {
        asked = Settings.NONE;
        answers.clear(); // a question would find no answer

        assertThat(read()).isEqualTo(new SettingsInEffect(Map.of(), List.of(), List.of()));
    }

    @Test
    void anEngineThatIsLostIsNoDifference() {
        answers.clear();

        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        LapseException.class,
                        lost -> assertThat(lost.kind()).isEqualTo(LapseException.Kind.ENGINE_LOST));
    }

    @Test
    void aHostThatAnswersTooLittleHoldsNothing() {
        answers.put("pg1", new Shell.Result(0, "", ""));

        SettingsInEffect settings = read();

        assertThat(settings.held()).isEmpty();
        assertThat(NotInEffect.texts(settings.not()))
                .containsExactly("pgbouncer.pool_mode session, pgbouncer.server_lifetime 60: not known on pg1: it could"
                        + " not be asked: it answered 0 of 1 questions");
    }

    @Test
    void anEmptyAnswerHoldsNothing() {
        answers.replaceAll((host, answer) -> shows(""));

        assertThat(read().not())
                .extracting(NotInEffect::seen)
                .containsExactly(NotInEffect.NOT_KNOWN, NotInEffect.NOT_KNOWN);
    }

    @Test
    void whatOneHostHasOfItsOwnIsAskedThereAlone() {
        asked = Settings.NONE.with(Section.PGBOUNCER, "pool_mode", "session");
        own = Settings.NONE.with(Section.PGBOUNCER, "server_lifetime", "60");
        answers.put("pg1", shows("server_lifetime|3600|3600|yes\npool_mode|session|session|yes\n"));

        assertThat(read().held())
                .containsOnly(
                        Map.entry("hosts.pg2.pgbouncer.server_lifetime", "60"),
                        Map.entry("pgbouncer.pool_mode", "session"));

        answers.put("pg2", shows("server_lifetime|3600|3600|yes\npool_mode|session|session|yes\n"));

        assertThat(read().not())
                .containsExactly(new NotInEffect(
                        "hosts.pg2.pgbouncer.server_lifetime", "60", "3600", "that is what SHOW CONFIG shows"));
    }

    private static Shell.Result shows(String config) {
        return new Shell.Result(0, config + SettingsInEffect.MARK + "\n", "");
    }

    private SettingsInEffect read() {
        DescribedCluster cluster = () -> new ClusterSpec(
                "asked",
                List.of(
                        new Host(new NodeName("etcd1"), Carried.of(ComponentName.ETCD)),
                        new Host(new NodeName("pg1"), Carried.of(ComponentName.PATRONI, ComponentName.PGBOUNCER)),
                        new Host(new NodeName("pg2"), Carried.of(ComponentName.PATRONI, ComponentName.PGBOUNCER), own)),
                false,
                "trixie",
                asked,
                Auth.MD5);
        Shell shell = (host, timeout, command) -> {
            Shell.Result answer = answers.get(host.value());
            if (answer == null) {
                throw new LapseException(LapseException.Kind.ENGINE_LOST, "the engine does not answer");
            }
            return answer;
        };
        return SettingsInEffect.read(
                new Access(cluster, shell, cluster, null, null, null, null, tasks -> tasks.forEach(Runnable::run)));
    }
}
