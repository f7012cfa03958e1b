package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Patroni;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Patroni's REST API, asked from the node itself. */
final class PatroniRest {
    private static final String CURL = "curl --silent --show-error --noproxy '*'";

    private static final Pattern STATUS = Pattern.compile("(?s)(.*) (\\d{3})\\s*");

    /** What Patroni says to a request that it will not carry out. */
    private static final Map<String, List<String>> REFUSALS = Map.of(
            "POST /switchover",
            List.of(
                    "Switchover is possible only to a specific candidate in a paused state",
                    "Switchover target and source are the same",
                    "Switchover could be performed only from a specific leader"),
            "POST /restart",
            List.of("restart conditions are not satisfied", " already in progress"),
            "POST /reinitialize",
            List.of(", can not reinitialize", " already in progress"));

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
        return new Asked(file, method + " " + path);
    }

    /** A request under way. */
    final class Asked {
        private final String file;
        private final String what;

        private Asked(String file, String what) {
            this.file = file;
            this.what = what;
        }

        /** What it is: a no is what Patroni says for a reason of its own, and no other failure. */
        Planned.Reply reply() {
            String said = answer();
            Matcher status = STATUS.matcher(said);
            if (!status.matches()) {
                return Planned.Reply.NONE;
            }
            int code = Integer.parseInt(status.group(2));
            if (code / 100 == 2) {
                return Planned.Reply.ACCEPTED;
            }
            return isRefusal(what, code, status.group(1)) ? Planned.Reply.REFUSED : Planned.Reply.UNCLEAR;
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

    /**
     * Whether Patroni's code answers so when it will not do it, as of 4.0: 412 where a switchover's rules are broken,
     * unless the node that was asked to hand over does not lead; 409 where the configuration changed meanwhile; else
     * its words, as a 503 and a 400 also tell failures.
     */
    private static boolean isRefusal(String what, int code, String words) {
        return switch (code) {
            case 409 -> what.equals("PATCH /config");
            case 412 -> what.equals("POST /switchover") && !words.contains("leader name does not match");
            case 400, 503 -> REFUSALS.getOrDefault(what, List.of()).stream().anyMatch(words::contains);
            default -> false;
        };
    }
}
