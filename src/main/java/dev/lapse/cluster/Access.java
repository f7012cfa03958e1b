package dev.lapse.cluster;

/** A running cluster and all the ways to touch it; {@code atOnce} touches it in several ways at the same time. */
public record Access(
        Cluster cluster, Shell shell, Links links, Power power, Sql sql, Control control, Dcs dcs, AtOnce atOnce) {}
