package dev.lapse.cluster;

import java.util.List;

/** Settings that tell of the node that was asked, and not of the cluster. Any thread. */
public final class OneNode {
    /** Parameters of recovery, which only a node has that follows another one, or did so. */
    public static final List<String> RECOVERY = List.of(
            "archive_cleanup_command",
            "primary_conninfo",
            "primary_slot_name",
            "promote_trigger_file",
            "recovery_end_command",
            "recovery_min_apply_delay",
            "recovery_target",
            "recovery_target_action",
            "recovery_target_inclusive",
            "recovery_target_lsn",
            "recovery_target_name",
            "recovery_target_time",
            "recovery_target_timeline",
            "recovery_target_xid",
            "restore_command");

    private OneNode() {}

    /**
     * Whether it is the node's own name, or what Patroni writes for a node once it has followed another: of a primary
     * that tells whether it has led from the start. In synchronous mode also the standbys that Patroni has chosen for
     * this primary.
     *
     * @param setting with its section, such as {@code postgresql.primary_slot_name}
     * @param synchronous whether Patroni chooses synchronous standbys; else their names are the user's
     */
    public static boolean isTold(String setting, boolean synchronous) {
        String section = "postgresql.";
        if (!setting.startsWith(section)) {
            return false;
        }
        String name = setting.substring(section.length());
        return name.equals("syslog_ident")
                || RECOVERY.contains(name)
                || synchronous && name.equals("synchronous_standby_names");
    }
}
