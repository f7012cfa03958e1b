package dev.lapse.observe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.Dcs;

/** Decides, and nothing else does, by which implementation a cluster's DCS is asked. */
public final class DcsChoice {
    private DcsChoice() {}

    /** The DCS that the cluster's Patroni uses; the caller closes. Nothing is asked yet. */
    public static Dcs of(Cluster cluster) {
        return cluster.spec().keysInV2() ? new EtcdV2Dcs(cluster) : new EtcdDcs(cluster);
    }
}
