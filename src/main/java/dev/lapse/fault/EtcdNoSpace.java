package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.component.Etcd;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * etcd filled up to its quota, so that it raises the alarm NOSPACE and takes no more writes.
 *
 * <p>On the wire: connections live, reads are answered, and so are renewals of leases; every put, and every new lease,
 * is answered "etcdserver: mvcc: database space exceeded". Patroni renews the lease of a leader that is there, and can
 * neither write its status nor give the lock to another. Healed as the manual says: delete, compact, defragment every
 * member, disarm. It needs a quota that can be filled in seconds: {@code etcd: {quota-backend-bytes: 16777216}}.
 */
final class EtcdNoSpace implements Fault {
    private static final String QUOTA = "quota-backend-bytes";
    private static final long LARGEST = 64L << 20;
    private static final String FILL =
            "head -c 1000000 /dev/zero | tr '\\0' x > /run/lapse/fill; for i in $(seq 100); do"
                    + " ctl put lapse/fill/$i < /run/lapse/fill >/dev/null 2>/run/lapse/fill-said || exit 0; done; exit 1";
    private static final String CURE = "ctl del --prefix lapse/fill/ >/dev/null;"
            + " revision=$(ctl get lapse -w json | grep -o '\"revision\":[0-9]*' | cut -d: -f2);"
            + " ctl compact $revision >/dev/null; all defrag >/dev/null; all alarm disarm >/dev/null";

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        Settings settings = access.cluster().spec().settings();
        long quota = settings.get(Section.ETCD, QUOTA).map(Long::parseLong).orElse(Long.MAX_VALUE);
        if (quota > LARGEST) {
            throw new LapseException(
                    Kind.BAD_INPUT,
                    "nospace needs etcd." + QUOTA + " <= " + LARGEST + ", was "
                            + settings.get(Section.ETCD, QUOTA).orElse("etcd's own default of 2 GiB"));
        }
        return new Filled(access, target, deadMan);
    }

    private static final class Filled implements Injection {
        private final OnHost host;
        private final Duration after;
        private final String functions;
        private @Nullable String timer;

        Filled(Access access, NodeName target, Duration after) {
            this.host = new OnHost(access.shell(), target, "nospace");
            this.after = after;
            String members = access.cluster().spec().hostsWith(ComponentName.ETCD).stream()
                    .map(member -> "http://" + access.cluster().dataAddress(member) + ":" + Etcd.CLIENT_PORT)
                    .collect(Collectors.joining(","));
            this.functions = "export ETCDCTL_API=3; ctl() { etcdctl --endpoints=http://127.0.0.1:2379"
                    + " --command-timeout=5s \"$@\"; }; all() { etcdctl --endpoints=" + members
                    + " --command-timeout=5s \"$@\"; }; ";
        }

        @Override
        public void inject() {
            timer = host.armed(after, functions + CURE);
            host.run(functions + FILL);
        }

        @Override
        public String asks() {
            return "etcd on " + host.host();
        }

        @Override
        public Evidence prove() {
            String alarms = alarms();
            String said =
                    host.tried(functions + "ctl put lapse/fill/full x 2>&1").stdout();
            return new Evidence(
                    alarms.contains("NOSPACE") && said.contains("space exceeded"),
                    "alarms of etcd: " + alarms + "; a write is answered: "
                            + said.strip().lines().reduce("", (first, last) -> last));
        }

        private String alarms() {
            String alarms = host.run(functions + "ctl alarm list").replace("\n", ", ");
            return alarms.isEmpty() ? "none" : alarms;
        }

        @Override
        public void heal() {
            if (timer != null) {
                host.run(functions + CURE);
                host.end(timer);
                timer = null;
            }
        }

        @Override
        public Evidence proveHealed() {
            String said = host.tried(functions + "ctl put lapse/healed x 2>&1")
                    .stdout()
                    .strip();
            String alarms = alarms();
            return new Evidence(
                    alarms.equals("none") && said.equals("OK"),
                    "alarms of etcd: " + alarms + "; a write is answered: " + said);
        }

        @Override
        public void close() {
            heal();
        }
    }
}
