package dev.lapse.cluster;

/** A running cluster and all the ways to touch it. */
public record Access(Cluster cluster, Shell shell, Links links, Power power, Sql sql, Control control, Dcs dcs) {}
