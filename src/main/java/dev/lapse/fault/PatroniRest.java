package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Patroni;

/** Patroni's REST API, asked from the node itself. */
final class PatroniRest {
    private static final String CURL = "curl --silent --show-error --noproxy '*'";

    private final OnHost host;
    private final String url;

    PatroniRest(Access access, NodeName node, String doing) {
        this.host = new OnHost(access.shell(), node, doing);
        this.url = "http://" + access.cluster().dataAddress(node) + ":" + Patroni.REST_PORT;
    }

    OnHost host() {
        return host;
    }

    /** What it says, or nothing when it does not answer within 2 s. */
    String get(String path) {
        return host.tried(CURL + " --max-time 2 " + url + path).stdout();
    }

    /** A request as a shell command, for a timer or right now; its body has no single quotes. */
    String command(String method, String path, String body) {
        return CURL + " --max-time 120 -X " + method + " -H Content-Type:application/json -d '" + body
                + "' -w ' %{http_code}' " + url + path;
    }

    /** Sends a request whose answer comes when everything is done, and does not wait for it. */
    Asked ask(String method, String path, String body) {
        String file = "/run/lapse/asked-" + System.nanoTime();
        host.leave(command(method, path, body) + " > " + file + " 2>&1");
        return new Asked(file);
    }

    /** A request under way. */
    final class Asked {
        private final String file;

        private Asked(String file) {
            this.file = file;
        }

        /** What it is: an answer of 5xx that is in doubt itself, and none at all, are neither yes nor no. */
        Planned.Reply reply() {
            String said = answer();
            if (said.matches("(?s).* 2\\d\\d")) {
                return Planned.Reply.ACCEPTED;
            }
            return said.matches("(?s).* [45]\\d\\d") && !said.contains("status unknown")
                    ? Planned.Reply.REFUSED
                    : Planned.Reply.NONE;
        }

        /** Whether Patroni has said no, or could not be asked; what it says late or in doubt (5xx) is none. */
        boolean refused() {
            return answer().matches("(?s).* (000|4\\d\\d)");
        }

        /** Patroni's words and the status code, or that there is no answer yet. */
        String answer() {
            String text = host.run("cat " + file + " 2>/dev/null || true");
            return text.isEmpty() ? "Patroni has not answered yet" : "Patroni says: " + text;
        }
    }
}
