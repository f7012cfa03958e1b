package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Replaced;
import dev.lapse.cluster.OwnFile.Said;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of the user's own stays as it is but for the words that cannot hold in a container, and those are told. */
class KeepalivedOwnFileTest {
    private static final NodeName LB1 = new NodeName("lb1");
    private static final NodeName LB2 = new NodeName("lb2");
    private static final List<Host> HOSTS = List.of(
            new Host(LB1, Set.of(new Haproxy(), new Keepalived())),
            new Host(LB2, Set.of(new Haproxy(), new Keepalived())));

    private static final String PLAIN = """
            vrrp_script alive {
                script "pidof haproxy"
            }
            vrrp_instance one {
                interface eth0
                virtual_router_id 7
                virtual_ipaddress {
                    192.0.2.1/24
                }
                track_script {
                    alive
                }
            }
            """;

    private static OwnFile.Fitted read(String one, String other, Map<String, String> names) {
        Map<NodeName, OwnFile> files = new HashMap<>();
        boolean same = one.equals(other);
        files.put(LB1, new OwnFile(same ? "mine/k.conf" : "a.conf", KeepalivedOwnFile.masked(one)));
        files.put(LB2, new OwnFile(same ? "mine/k.conf" : "b.conf", KeepalivedOwnFile.masked(other)));
        return new Keepalived()
                .with(new OwnFile.Given(files, names, Map.of()), HOSTS)
                .orElseThrow();
    }

    private static KeepalivedOwn own(String one, String other) {
        OwnFile.Fitted read = read(one, other, Map.of());
        assertThat(read.unfit()).isEmpty();
        return ((Keepalived) read.component()).own().orElseThrow();
    }

    private static KeepalivedOwnFile example() {
        String text = Recorded.answer("own-keepalived.conf");
        return own(text, text).files().get(LB1);
    }

    private static List<String> unfit(String text) {
        return read(text, text, Map.of()).unfit().stream()
                .map(each -> each.line() + ": " + each.why())
                .toList();
    }

    @Test
    void everyReplacedLineIsToldWithItsNumber() {
        assertThat(example().edited(example().settings()).replaced().stream().map(Replaced::text))
                .containsExactly(
                        "mine/k.conf:4: script_user keepalived_script nogroup -> script_user root",
                        "mine/k.conf:19: script \"/etc/keepalived/check_backend.sh\" -> script /usr/lib/lapse/balancer-alive",
                        "mine/k.conf:20: user nobody -> user root",
                        "mine/k.conf:22: added below: vrrp_script lapse_interface {",
                        "mine/k.conf:22: added below: script /usr/lib/lapse/interface-watch",
                        "mine/k.conf:22: added below: interval 1",
                        "mine/k.conf:22: added below: timeout 5",
                        "mine/k.conf:22: added below: user root",
                        "mine/k.conf:22: added below: }",
                        "mine/k.conf:24: interface eth0 -> interface @DATA_INTERFACE@",
                        "mine/k.conf:29: unicast_src_ip 10.20.0.11 -> unicast_src_ip lb1",
                        "mine/k.conf:31: 10.20.0.12 -> lb2",
                        "mine/k.conf:35: auth_pass *** -> auth_pass lapse",
                        "mine/k.conf:38: 10.20.0.10/32 dev eth0 label eth0:vip -> the virtual address/32 dev @DATA_INTERFACE@",
                        "mine/k.conf:39: 10.20.0.9 -> left out",
                        "mine/k.conf:41: added below: lapse_interface",
                        "mine/k.conf:45: eth0 weight -5 -> @DATA_INTERFACE@ weight -5",
                        "mine/k.conf:46: eth1 -> left out",
                        "mine/k.conf:48: notify_master \"/etc/keepalived/notify.sh MASTER\" -> left out");
    }

    @Test
    void theRunningFileDiffersInThoseLinesAlone() {
        EditedFile edited = example().edited(example().settings());
        List<String> written = example().file().text().lines().toList();
        List<String> running = edited.render(host -> "172.30.0.9").lines().toList();
        List<Integer> differing = new ArrayList<>();
        int at = 0;
        for (int number = 1; number <= written.size(); number++) {
            if (!running.get(at++).equals(written.get(number - 1))) {
                differing.add(number);
            }
            int below = number;
            at += (int) edited.replaced().stream()
                    .filter(each -> each.line() == below && each.before().isEmpty())
                    .count();
        }

        assertThat(running.subList(at, running.size())).allMatch(String::isBlank);
        assertThat(differing)
                .containsExactlyElementsOf(edited.replaced().stream()
                        .filter(each -> each.line() > 0 && !each.before().isEmpty())
                        .map(Replaced::line)
                        .toList());
        assertThat(running).contains("    script \"/usr/bin/killall -0 haproxy\"   # cheaper than pidof");
        assertThat(KeepalivedBlock.all(String.join("\n", running)))
                .hasSize(KeepalivedBlock.all(example().file().text()).size() + 1);
    }

    @Test
    void whatTheFileSaysIsWhatIsMeasured() {
        assertThat(example().settings())
                .containsEntry("advert_int", "1")
                .containsEntry("priority", "101")
                .containsEntry("state", "MASTER")
                .containsEntry("nopreempt", "off")
                .containsEntry("interval", "2")
                .containsEntry("fall", "3")
                .containsEntry("rise", "1")
                .containsEntry("weight", "2")
                .containsEntry("version", "3")
                .containsEntry("virtual_router_id", "51");
    }

    @Test
    void whereNothingIsWrittenKeepalivedsOwnDefaultsHold() {
        assertThat(own(PLAIN, PLAIN).files().get(LB1).settings())
                .containsEntry("advert_int", "1")
                .containsEntry("priority", "100")
                .containsEntry("nopreempt", "off")
                .containsEntry("interval", "1")
                .containsEntry("fall", "1")
                .containsEntry("version", "2");
        assertThat(own(PLAIN.replace("        alive\n", ""), PLAIN).tracks()).isFalse();
    }

    @Test
    void eachHostHasItsOwnAddressAndTheOthersAreItsPeers() {
        String text = Recorded.answer("own-keepalived.conf");
        KeepalivedOwn own = own(
                text,
                text.replace("10.20.0.11", "x")
                        .replace("10.20.0.12", "10.20.0.11")
                        .replace("unicast_src_ip x", "unicast_src_ip 10.20.0.12")
                        .replace("priority 101", "priority 100"));
        List<Said> says = read(text, text.replace("priority 101", "priority 90"), Map.of())
                .says();

        assertThat(own.given().names()).containsEntry("10.20.0.11", "lb1").containsEntry("10.20.0.12", "lb2");
        KeepalivedOwnFile second = own.files().get(LB2);
        assertThat(second.edited(second.settings()).render(host -> host))
                .contains("unicast_src_ip lb2\n    unicast_peer {\n        lb1\n");
        assertThat(says)
                .filteredOn(said -> said.name().equals("priority"))
                .extracting(said -> said.host().orElseThrow() + " " + said.line() + " " + said.value())
                .containsExactly("lb1 27 101", "lb2 27 90");
    }

    @Test
    void settingsThatLieOverItAreLinesOfIt() {
        Map<String, String> settings = new TreeMap<>(example().settings());
        settings.put("advert_int", "0.3");
        settings.put("weight", "off");
        settings.put("garp_master_refresh", "5");
        settings.put("timeout", "4");

        EditedFile edited = example().edited(settings);

        assertThat(edited.replaced().stream().map(Replaced::text))
                .contains(
                        "mine/k.conf:12: added below: timeout 4",
                        "mine/k.conf:15: weight 2 -> left out",
                        "mine/k.conf:23: added below: garp_master_refresh 5",
                        "mine/k.conf:28: advert_int 1 -> advert_int 0.3");
        assertThat(example().judged(edited, "(/run/lapse/own.conf: Line 36) Unknown keyword 'x'\n(Line 3) y"))
                .isEqualTo("mine/k.conf:28: Unknown keyword 'x'\nmine/k.conf:3: y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "killall -0 haproxy",
                "/usr/bin/pgrep -x haproxy",
                "/bin/pidof haproxy",
                "/usr/bin/curl -s -o /dev/null -f http://localhost:8008/primary",
                "/usr/bin/timeout 2 /usr/bin/killall -0 haproxy",
                "/usr/bin/timeout -s KILL -k 1 2 /usr/bin/killall -0 haproxy",
                "/usr/bin/pg_isready -h 127.0.0.1 -p 5432 -q",
                "sh -c 'curl -s http://localhost:8008/patroni | grep -q running'",
                "sh -c 'test -e /run/haproxy.pid'"
            })
    void aCommandThatTheImageHasIsKept(String command) {
        assertThat(new KeepalivedScript(command).isRunnable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/keepalived/check.sh",
                "/bin/bash /etc/keepalived/check.sh",
                "systemctl is-active haproxy",
                "timeout 2 systemctl is-active haproxy",
                "sh -c 'killall -0 haproxy && systemctl is-active haproxy'",
                "sh -c 'test $(jq -r .role < /run/role) = primary'",
                "sh -c '/etc/keepalived/check.sh'",
                "/usr/local/bin/killall -0 haproxy"
            })
    void aScriptThatIsNotThereIsNot(String command) {
        assertThat(new KeepalivedScript(command).isRunnable()).isFalse();
    }

    @Test
    void braceThatIsNeverClosedIsToldWhereItOpens() {
        assertThat(
                        unfit(
                                "global_defs {\n  router_id a\n\nvrrp_instance one\n{\n  virtual_ipaddress {\n 10.0.0.9\n }\n}\n"))
                .containsExactly("1: the { of global_defs is never closed; expected a }");
        assertThat(unfit("vrrp_instance one\n{\n  virtual_ipaddress {\n    10.0.0.9\n  }\n"))
                .containsExactly("2: the { of vrrp_instance is never closed; expected a }");
    }

    @Test
    void addressByAMisspeltNameIsToldWithTheNameThatWasMeant() {
        assertThat(unfit(PLAIN.replace("track_script {", "track_script")))
                .contains("10: expected { behind track_script, and names of scripts in it");
        assertThat(unfit("vrrp_instance one {\n  virtual_ipadress {\n    10.0.0.9\n  }\n}\n"))
                .containsExactly(
                        "2: no vrrp_instance has a virtual_ipaddress, so there is no address to follow; did you"
                                + " mean \"virtual_ipaddress\" by \"virtual_ipadress\"?");
    }

    @Test
    void whatCanNeitherBeKeptNorReplacedIsAnErrorAtItsLine() {
        assertThat(unfit("vrrp_instance a {\n}\n"))
                .containsExactly("1: no vrrp_instance has a virtual_ipaddress, so there is no address to follow");
        assertThat(unfit(PLAIN + PLAIN.substring(PLAIN.indexOf("vrrp_instance")).replace("one", "two")))
                .singleElement()
                .asString()
                .startsWith("14: not supported: two instances with an address, one and two");
        assertThat(unfit("include /etc/keepalived/x.conf\n" + PLAIN))
                .containsExactly("1: not supported: include; write the lines of /etc/keepalived/x.conf here");
        assertThat(unfit("$ID=7\n" + PLAIN.replace("router_id 7", "router_id $ID")))
                .hasSize(2);
        assertThat(unfit(PLAIN + "virtual_server 10.0.0.1 80 {\n}\n"))
                .containsExactly("14: not supported: a section virtual_server; take it out");
        assertThat(unfit(PLAIN.replace("virtual_router_id 7", "unicast_peer {\n 10.0.0.2\n 10.0.0.3\n }")))
                .singleElement()
                .asString()
                .isEqualTo("6: expected an address for each other host with keepalived, which are 1, was 2");
        assertThat(unfit(PLAIN.replace("pidof haproxy", "curl http://10.0.0.7:8008/primary")))
                .singleElement()
                .asString()
                .startsWith("2: script alive asks 10.0.0.7, which is none of the hosts");
        assertThat(unfit(PLAIN.replace("virtual_router_id 7", "track_process {\n haproxy\n }")))
                .containsExactly("6: not supported: track_process; a vrrp_script can ask the same");
    }

    @Test
    void theWeightOfATrackingIsThatOfTheScript() {
        String text = PLAIN.replace("        alive\n", "        alive weight -20\n")
                .replace("haproxy\"\n", "haproxy\"\n    weight 3\n");
        KeepalivedOwnFile file = own(text, text).files().get(LB1);
        Map<String, String> settings = new TreeMap<>(file.settings());
        settings.put("weight", "-5");
        Map<String, String> without = new TreeMap<>(file.settings());
        without.put("weight", "off");

        assertThat(file.settings()).containsEntry("weight", "-20");
        assertThat(file.edited(settings).replaced().stream().map(Replaced::text))
                .contains("mine/k.conf:12: alive weight -20 -> alive weight -5");
        assertThat(file.edited(without).replaced().stream().map(Replaced::text))
                .contains("mine/k.conf:3: weight 3 -> left out", "mine/k.conf:12: alive weight -20 -> alive");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "advert_int abc | advert_int: \"abc\" must be seconds from 0.01 to 255",
                "advert_int | advert_int: \"\" must be seconds from 0.01 to 255",
                "priority x | priority: \"x\" must be a whole number from 1 to 254",
                "version 4 | version: unknown value \"4\"",
                "down_timer_adverts 0 | down_timer_adverts: \"0\" is out of range"
            })
    void aNumberThatIsNoneIsAnErrorAtItsLine(String line, String why) {
        assertThat(unfit(PLAIN.replace("virtual_router_id 7", line)))
                .singleElement()
                .asString()
                .startsWith("6: " + why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "interval abc | interval: \"abc\" must be seconds from 0.001 up",
                "timeout -1 | timeout: \"-1\" must be seconds",
                "interval 99999999999999 | interval: \"99999999999999\" must be seconds",
                "fall many | fall: \"many\" must be a whole number from 1",
                "weight heavy | weight: \"heavy\" must be a whole number from -253 to 253"
            })
    void aNumberOfTheScriptThatIsNoneIsAnErrorAtItsLine(String line, String why) {
        assertThat(unfit(PLAIN.replace("haproxy\"\n", "haproxy\"\n    " + line + "\n")))
                .singleElement()
                .asString()
                .startsWith("3: " + why);
    }

    @Test
    void whatKeepalivedTakesIsNoError() {
        assertThat(unfit(PLAIN.replace("virtual_router_id 7", "priority 255\n    garp_master_delay 5\n    nopreempt")
                        .replace("        alive\n", "        alive weight 2 noreverse\n")))
                .isEmpty();
    }

    @Test
    void aNameThatIsNotKnownIsTold() {
        String text = "global_defs {\n    vrrp_versoin 3\n    lvs_id x\n}\n"
                + PLAIN.replace("virtual_router_id 7", "no_preempt")
                        .replace("haproxy\"\n", "haproxy\"\n    intervall 3\n");

        assertThat(own(text, text).unknown())
                .extracting(each -> each.substring(0, each.indexOf('?')))
                .containsExactly(
                        "mine/k.conf:2: \"vrrp_versoin\" is not known here; did you mean \"vrrp_version\"",
                        "mine/k.conf:7: \"intervall\" is not known here; did you mean \"interval\"",
                        "mine/k.conf:11: \"no_preempt\" is not known here; did you mean \"nopreempt\"");
        assertThat(example().unknown()).isEmpty();
    }

    @Test
    void theRunningFileIsHeldAgainstTheUsers() {
        KeepalivedOwn own = own(PLAIN, PLAIN);
        List<Host> hosts = new ArrayList<>();
        for (String name : List.of("etcd1", "pg1")) {
            hosts.add(new Host(
                    new NodeName(name),
                    Set.of(Components.SHIPPED.named(name.equals("pg1") ? ComponentName.PATRONI : ComponentName.ETCD))));
        }
        List.of(LB1, LB2)
                .forEach(host -> hosts.add(new Host(host, Set.of(new Haproxy(), new Keepalived(Optional.of(own))))));
        ClusterSpec cluster = new ClusterSpec(
                "t",
                hosts,
                true,
                "trixie",
                new Settings(Map.of(Section.KEEPALIVED, own.files().get(LB1).settings())),
                Auth.MD5);
        String running = own.files()
                .get(LB1)
                .edited(cluster.settings().of(Section.KEEPALIVED))
                .render(host -> "172.30.0.9");

        assertThat(own.running(cluster, LB1, running)).isEmpty();
        assertThat(own.running(cluster, LB1, running.replace("router_id 7", "router_id 8")))
                .hasValueSatisfying(
                        difference -> assertThat(difference.seen()).isEqualTo("line 12: virtual_router_id 8"));
        assertThat(own.running(cluster, LB1, StartedWith.CHANGED))
                .hasValueSatisfying(difference -> assertThat(difference.seen()).isEqualTo(NotInEffect.NOT_KNOWN));
        assertThat(Keepalived.in(cluster).unknownScript(cluster)).isEmpty();
        assertThat(own(PLAIN.replace("pidof haproxy", "curl -f http://localhost/"), PLAIN)
                        .unknownScript("haproxy"))
                .hasValue("what keepalived's script \"curl -f http://localhost/\" sees is not known");
    }

    @Test
    void scriptThatIsNotThereYetIsNotTracked() {
        String block = PLAIN.substring(0, PLAIN.indexOf("vrrp_instance"));

        assertThat(unfit("# behind\n" + PLAIN.substring(block.length()) + block))
                .containsExactly(
                        "9: keepalived does not track alive, since its vrrp_script is behind, at line 12; put it"
                                + " before the vrrp_instance");
        assertThat(unfit(PLAIN.replace("        alive\n", "        alife\n")))
                .containsExactly("11: no vrrp_script alife, so keepalived does not track it");
    }

    private static String changed(String command) {
        String text = PLAIN.replace("pidof haproxy", command);
        KeepalivedOwnFile file = own(text, text).files().get(LB1);
        return file.edited(file.settings()).replaced().stream()
                .map(Replaced::text)
                .filter(line -> line.startsWith("mine/k.conf:2:"))
                .collect(Collectors.joining());
    }

    @Test
    void pageOfPatroniIsAskedAtItsPortHere() {
        assertThat(changed("curl -I --fail http://127.0.0.1:8010/primary"))
                .isEqualTo("mine/k.conf:2: script \"curl -I --fail http://127.0.0.1:8010/primary\" -> script \"curl -I"
                        + " --fail http://127.0.0.1:8008/primary\"");
        assertThat(changed("curl -f http://127.0.0.1:8008/primary")).isEmpty();
        assertThat(changed("curl -f http://127.0.0.1:7000/stats")).isEmpty();
    }

    /** Its wrapper in Debian does not know what it is when keepalived starts it. */
    @Test
    void programThatGoesByItsNameIsStartedByIt() {
        assertThat(changed("/usr/bin/pg_isready -q"))
                .isEqualTo("mine/k.conf:2: script \"/usr/bin/pg_isready -q\" -> script \"/usr/bin/env"
                        + " /usr/bin/pg_isready -q\"");
    }

    /** keepalived 2.3.3 on Debian disables a script of root's that begins with /bin, and not that of another user. */
    @Test
    void programOfAUserThatIsNotHereIsFoundByRootToo() {
        String other = PLAIN.replace("\"pidof haproxy\"", "\"/bin/sh -c 'pidof haproxy'\"\n    user nobody");
        String ofRoot = other.replace("user nobody", "user root");
        String everywhere = "global_defs {\n    script_user nobody\n}\n" + ofRoot.replace("    user root\n", "");
        KeepalivedOwnFile file = own(ofRoot, ofRoot).files().get(LB1);

        assertThat(scripts(other)).containsExactly("script \"/usr/bin/sh -c 'pidof haproxy'\"");
        assertThat(scripts(everywhere)).containsExactly("script \"/usr/bin/sh -c 'pidof haproxy'\"");
        assertThat(scripts(ofRoot)).isEmpty();
        assertThat(file.judged(file.edited(file.settings()), "Disabling track script alive due to insecure\n"))
                .isEqualTo("mine/k.conf:2: Disabling track script alive due to insecure: root runs it, and /bin is a"
                        + " link; write /usr/bin/sh\n");
    }

    private static List<String> scripts(String text) {
        KeepalivedOwnFile file = own(text, text).files().get(LB1);
        return file.edited(file.settings()).replaced().stream()
                .map(Replaced::text)
                .filter(line -> line.contains("script \"") && line.contains(" -> "))
                .map(line -> line.substring(line.indexOf(" -> ") + 4))
                .toList();
    }

    private static List<String> notDone(String command) {
        String text = PLAIN.replace("pidof haproxy", command);
        return own(text, text).notDone();
    }

    @Test
    void theFirstWordOfACommandIsItsProgramWhateverItLooksLike() {
        assertThat(new KeepalivedScript("<probe --all").notDone()).isEmpty();
        assertThat(new KeepalivedScript("probe <all").notDone().orElseThrow()).contains("so <all and what is behind");
    }

    @Test
    void whatKeepalivedDoesNotDoOfACommandIsSaid() {
        assertThat(notDone("curl -s http://localhost:8008/patroni | grep primary"))
                .containsExactly("mine/k.conf:2: keepalived runs no shell, so | and what is behind it are arguments of"
                        + " curl; write sh -c '...' around it");
        assertThat(notDone("curl -s http://localhost:8008/leader"))
                .containsExactly(
                        "mine/k.conf:2: curl succeeds with every answer that it gets, also 503, since --fail is"
                                + " not there");
        assertThat(notDone("timeout 1 curl -sf http://localhost:8008/leader")).isEmpty();
        assertThat(notDone("sh -c 'curl -s http://localhost:8008/patroni | grep primary'"))
                .isEmpty();
        assertThat(notDone("/etc/keepalived/check.sh | logger"))
                .as("Lapse's own runs")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "true;(Line 6) number '0' outside range [0.000001, 4294.967295]",
                "true;(Line 6) vrrp_garp_interval '0' is invalid",
                "true;(Line 3) Warning - empty notification_email block",
                "true;(VI_db) Authentication specified but no password given. Ignoring",
                "true;(Line 5) iptables not supported, using nftables instead. Please replace 'vrrp_iptables",
                "true;Sync group VG1 has only 1 virtual router(s) - this probably isn't what you want",
                "true;(VI_PG) ignoring tracked script chk_role with weights due to SYNC group",
                "false;(/run/lapse/own.conf: Line 5) number '1000' outside range [1, 255]",
                "false;(/run/lapse/own.conf: Line 20) (VI_1) track script chk_patroni not found, ignoring...",
                "false;(Line 9) Unknown keyword 'script_user'",
                "false;(/run/lapse/own.conf: Line 19) Unable to set default user for vrrp script chk - removing"
            })
    void keepalivedGoesOnWithTheFileAndWithWhatItMeant(boolean goesOn, String said) {
        assertThat(Pattern.compile(KeepalivedOwn.GOES_ON).matcher(said).find()).isEqualTo(goesOn);
    }

    @Test
    void userOfScriptsIsSaidWhereSecurityDemandsOne() {
        String text = "global_defs {\n    enable_script_security\n}\n" + PLAIN;
        KeepalivedOwnFile file = own(text, text).files().get(LB1);

        assertThat(file.edited(file.settings()).replaced().stream().map(Replaced::text))
                .contains("mine/k.conf:1: added below: script_user root");
        String with = text.replace("security\n", "security\n    script_user root\n");
        KeepalivedOwnFile said = own(with, with).files().get(LB1);
        assertThat(said.edited(said.settings()).replaced().stream().map(Replaced::text))
                .noneMatch(line -> line.contains("script_user"));
    }

    @Test
    void weightInASyncGroupDoesNotCount() {
        String group = "vrrp_sync_group G {\n    group {\n        one\n    }\n}\n";
        String weighted = group + PLAIN.replace("haproxy\"\n", "haproxy\"\n    weight -20\n");

        assertThat(own(weighted, weighted).notDone())
                .containsExactly("mine/k.conf:8: keepalived ignores alive, since its instance is in a vrrp_sync_group,"
                        + " where a script with a weight does not count");
        String counted = weighted.replace("G {\n", "G {\n    sync_group_tracking_weight\n");
        assertThat(own(counted, counted).notDone()).isEmpty();
        assertThat(own(group + PLAIN, group + PLAIN).notDone()).isEmpty();
    }

    private static String twoScripts(String command, String lines) {
        return "vrrp_script other {\n    script \"" + command + "\"\n    " + lines + "\n}\n"
                + PLAIN.replace("        alive\n", "        alive\n        other\n");
    }

    @Test
    void severalScriptsAreKnownWhereEachIsAndTheyAreAlike() {
        String alike = twoScripts("killall -0 haproxy", "interval 1");
        String slower = twoScripts("killall -0 haproxy", "interval 5");
        String weighted = twoScripts("killall -0 haproxy", "weight 10");
        String unknown = twoScripts("pidof pgbouncer", "interval 1");

        assertThat(own(alike, alike).unknownScript("haproxy")).isEmpty();
        assertThat(own(slower, slower).unknownScript("haproxy"))
                .hasValue("keepalived tracks other and alive, whose timings or weights differ, which is not modelled");
        assertThat(own(weighted, weighted).unknownScript("haproxy")).isPresent();
        assertThat(own(unknown, unknown).unknownScript("haproxy"))
                .hasValue("what keepalived's script \"pidof pgbouncer\" sees is not known");
    }

    @Test
    void commandThatNeverFailsTellsNothingOfThePrimary() {
        String never = PLAIN.replace("pidof haproxy", "curl -s http://localhost:8008/primary");

        assertThat(own(never, never).unknownScript("/primary"))
                .hasValueSatisfying(why -> assertThat(why).contains("also 503"));
        assertThat(own(never.replace("-s", "-sf"), never.replace("-s", "-sf")).unknownScript("/primary"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "true;trixie;curl -s http://127.0.0.1:8008/patroni | grep -q primary",
                "true;sid;/usr/bin/curl -s localhost:8008/patroni 2>/dev/null | /bin/grep -Eq role.*primary",
                "true;trixie;curl -s http://127.0.0.1:8008/health | grep -w primary || exit 1",
                "false;bookworm;curl -s http://127.0.0.1:8008/patroni | grep -q primary",
                "false;trixie;curl -s http://127.0.0.1:8008/patroni | grep -q master",
                "false;trixie;curl -s http://127.0.0.1:8008/patroni | grep -qv primary",
                "false;trixie;curl -s http://127.0.0.1:8008/patroni | grep -q primary && exit 1",
                "false;trixie;curl -s http://127.0.0.1:8008/cluster | grep -q primary",
                "false;trixie;curl -s http://127.0.0.1:8008/patroni"
            })
    void roleThatIsLookedForInWhatPatroniSaysIsThatOfThePrimary(boolean known, String suite, String command) {
        String asks = PLAIN.replace("pidof haproxy", "sh -c '" + command + "'");

        assertThat(own(asks, asks).unknownScript(KeepalivedScript.ofLeader(suite)))
                .matches(unknown -> unknown.isEmpty() == known);
    }

    /** What {@link KeepalivedScript#ofLeader} is built upon. */
    @Test
    void patroniSaysPrimaryOfThePrimaryAlone() {
        String primary = Recorded.answer("../observe/patroni-primary.json");
        String older = Recorded.answer("../observe/patroni-3.0-replica.json");

        assertThat(primary).containsPattern("\\bprimary\\b");
        assertThat(Recorded.answer("../observe/patroni-replica.json")).doesNotContain("primary");
        assertThat(Recorded.answer("../observe/patroni-sync-standby.json")).doesNotContain("primary");
        assertThat(older).contains("master");
    }

    @Test
    void noSecretStaysInTheText() {
        assertThat(KeepalivedOwnFile.masked(Recorded.answer("own-keepalived.conf")))
                .doesNotContain("s3cret")
                .contains("        auth_pass ***\n");
        assertThat(KeepalivedOwnFile.masked("  notify \"/opt/n --token=s3cret -p --password s3cret\"\n"))
                .isEqualTo("  notify \"/opt/n --token=*** -p --password ***\"\n");
    }
}
