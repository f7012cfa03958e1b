package dev.lapse.cluster;

/** A running cluster and all the ways to touch it. */
public record Ports(Cluster cluster, Shell shell, Links links, Power power, Sql sql, Control control, Dcs dcs) {

    /** TCP ports, the same on every host. */
    public static final int WRITE = 5000;

    public static final int READ = 5001;
    public static final int STATS = 7000;
    public static final int REST = 8008;
    public static final int POOLER = 6432;
    public static final int POSTGRES = 5432;
    public static final int ETCD = 2379;
    public static final int ETCD_PEER = 2380;
}
