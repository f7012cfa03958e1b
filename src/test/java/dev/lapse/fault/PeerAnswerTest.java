package dev.lapse.fault;

import static dev.lapse.fault.WireCluster.failed;
import static dev.lapse.fault.WireCluster.node;
import static dev.lapse.fault.WireCluster.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.LapseException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerAnswerTest {
    private static final String REFUSED =
            "bash: connect: Connection refused\nbash: line 4: /dev/tcp/a/1: Connection refused";

    private final WireCluster cluster = new WireCluster();

    private static PeerQuestion question(Request request) {
        Duration patience = request == Request.CONNECT ? Duration.ofMillis(500) : Duration.ofSeconds(1);
        return new PeerQuestion(node("pg1"), node("pg2"), 8008, request, patience);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CONNECT | connected 0 | answers | true | true",
                "CONNECT | refused | Connection refused | false | true",
                "CONNECT | bash: connect: No route to host | No route to host | false | false",
                "GREETING | connected 0,answered 1 | answered | true | true",
                "GREETING | connected 0,silent 1001 | accepted, no byte for 1s | false | false",
                "GREETING | connected 0,ended 3 | accepted and closed | false | false",
                "GREETING | refused | Connection refused | false | true",
                "CALL | connected 0,answered 2,closed 3 | answered after 2ms, closed after 3ms | true | true",
                "CALL | connected 0,answered 2 | answered after 2ms | true | true",
                "CALL | connected 0,silent 701 | accepted, no byte for 701ms | false | false",
                "CALL | connected 0,ended 1001 | accepted, closed after 1001ms without a byte | false | false",
                "CALL | connected 0,read error: 3: Connection reset by peer,ended 1 | connection reset by peer | false | false",
                "CALL | refused | connection refused | false | true",
                "CALL | '' | asked, and nothing is known of it | false | false"
            })
    void whatAHostPrintsIsToldInTheWordsOfItsQuestion(
            Request request, String said, String words, boolean answered, boolean passes) {
        PeerAnswer answer =
                PeerAnswer.of(question(request), said.replace(",", "\n").replace("refused", REFUSED));

        assertThat(answer.words()).isEqualTo(words);
        assertThat(answer.isAnswered()).isEqualTo(answered);
        assertThat(answer.passes()).isEqualTo(passes);
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT, silent for 500ms, 'not asked, it is down'",
        "GREETING, silence for 2s, 'not asked, it is down'",
        "CALL, no connection for 2.5s, 'not asked: no host is up that could ask'"
    })
    void silenceUntilTheLimitAndAnAskerThatIsDownAreNoAnswers(Request request, String silent, String down) {
        cluster.answers = (where, script) -> failed(124, "");
        Peers peers = new Peers(cluster.access());

        assertThat(peers.ask(question(request)).words()).isEqualTo(silent);
        cluster.down.add(node("pg1"));
        assertThat(peers.ask(question(request)).words()).isEqualTo(down);
    }

    @Test
    void questionsOfSeveralHostsAreAnsweredInTheirOrder() {
        cluster.answers = (where, script) -> ok(where.equals("pg1") ? "0 connected 0\n2 connected 0\n" : "1 gone\n");
        PeerQuestion one = PeerQuestion.connect(node("pg1"), node("pg2"), 8008);
        PeerQuestion two = PeerQuestion.connect(node("lb1"), node("pg2"), 8008);

        List<PeerAnswer> answers = new Peers(cluster.access()).ask(List.of(one, two, one));

        assertThat(answers)
                .extracting(PeerAnswer::text)
                .containsExactly(
                        "connect from pg1 to pg2:8008: answers",
                        "connect from lb1 to pg2:8008: gone",
                        "connect from pg1 to pg2:8008: answers");
    }

    @Test
    void hostThatGoesDownWhileItAsksProvesNoSilence() {
        cluster.answers = (where, script) -> {
            if (where.equals("etcd1")) {
                cluster.down.add(node("etcd1"));
                throw new LapseException(LapseException.Kind.HARNESS, "container etcd1 is not running");
            }
            return ok("0 connected 0\n0 answered 2\n");
        };

        assertThat(new Peers(cluster.access()).silent(node("pg1"), 8008))
                .isEqualTo(Evidence.none("from etcd2 to pg1:8008: answered"));
    }

    @Test
    void whereNoOtherHostRunsNobodyCanAsk() {
        cluster.spec().hosts().stream()
                .filter(host -> !host.name().equals(node("pg1")))
                .forEach(host -> cluster.down.add(host.name()));

        assertThat(new Peers(cluster.access()).silent(node("pg1"), 8008))
                .isEqualTo(Evidence.proof("no other host runs that could ask pg1"));
    }
}
