package dev.lapse.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Patroni;
import java.io.IOException;

/**
 * Patroni's REST API on each node, asked over the watch network; a call takes 1.5 s at most. No answer, or one that
 * cannot be read, is an IOException. Any thread.
 */
public final class PatroniApi implements AutoCloseable {
    private final Cluster cluster;
    private final Http http;

    public PatroniApi(Cluster cluster) {
        this.cluster = cluster;
        this.http = new Http();
    }

    /** What the node says of itself; Patroni answers 200 or 503 here, with the same JSON. */
    public PatroniStatus status(NodeName node) throws IOException {
        return PatroniStatus.parse(
                http.get(url(node, "/patroni")).json(), cluster.spec().nodes());
    }

    /**
     * Changes the dynamic configuration of the whole cluster: values given replace, {@code null} removes. Needs no
     * password unless {@code restapi.authentication} is set.
     *
     * @return the configuration after the change
     */
    public JsonNode patchConfig(NodeName node, JsonNode changes) throws IOException {
        return http.patch(url(node, "/config"), changes.toString()).jsonIfOk("PATCH /config of " + node);
    }

    /** The members as the node's Patroni last saw them in the DCS. */
    public JsonNode cluster(NodeName node) throws IOException {
        return http.get(url(node, "/cluster")).jsonIfOk("GET /cluster of " + node);
    }

    /** The members that the node would ask in failsafe mode, name to URL; without failsafe mode Patroni answers 502. */
    public JsonNode failsafe(NodeName node) throws IOException {
        return http.get(url(node, "/failsafe")).jsonIfOk("GET /failsafe of " + node);
    }

    /**
     * Has the node's Patroni run its HA loop now instead of after the rest of loop_wait. For bring-up only: on the
     * leader it renews the lease, so it moves the phase in which a fault hits.
     *
     * <p>It is a PATCH that removes a setting that never was: nothing changes, so nothing is written to the DCS. Then
     * Patroni calls {@code ha.wakeup()} whatever the outcome ({@code api.py}, {@code do_PATCH_config}: 3.0.2 line 359,
     * 4.0.7 line 731). An empty body would get no answer and wake nothing. Before the cluster is bootstrapped Patroni
     * answers 503, and this throws.
     */
    public void wake(NodeName node) throws IOException {
        http.patch(url(node, "/config"), "{\"lapse_wake\": null}").jsonIfOk("wake " + node + " by PATCH /config");
    }

    private String url(NodeName node, String path) {
        return "http://" + cluster.watchAddress(node) + ":" + Patroni.REST_PORT + path;
    }

    /** Ends every call in flight, and every later one, with an IOException. */
    @Override
    public void close() {
        http.close();
    }
}
