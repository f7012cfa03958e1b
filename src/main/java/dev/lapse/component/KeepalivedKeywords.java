package dev.lapse.component;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The words that begin a statement of {@code keepalived.conf} (2.3; {@code vrrp_parser.c}), where Lapse reads it. */
final class KeepalivedKeywords {
    /** Of a {@code vrrp_script}. */
    private static final Set<String> OF_SCRIPT =
            Set.of("script", "interval", "timeout", "weight", "fall", "rise", "user", "init_fail");

    /** Of a {@code vrrp_instance}, beside those that {@link KeepalivedNames} knows. */
    private static final Set<String> OF_INSTANCE = Set.of(
            "fault_init_exit_delay",
            "kernel_rx_buf_size",
            "lower_prio_no_advert",
            "mcast_dst_ip",
            "notify_master_rx_lower_pri",
            "track_file",
            "vmac_addr");

    /** What predictions read at other places; of these there are more than Lapse can tell from slips. */
    private static final Set<String> ELSEWHERE = Set.of(
            "global_defs", "vrrp_instance", "vrrp_script", "vrrp_version", "vrrp_track_process", "vrrp_track_file");

    private KeepalivedKeywords() {}

    /** The words of a file that are none of these. */
    static List<UnknownName> unknown(String file, List<KeepalivedBlock> blocks) {
        Set<String> ofInstance = new HashSet<>(OF_INSTANCE);
        ofInstance.addAll(KeepalivedNames.all());
        ofInstance.removeIf(KeepalivedNames::isOfScript);
        List<UnknownName> unknown = new ArrayList<>();
        for (KeepalivedBlock block : blocks) {
            switch (block.name()) {
                case "vrrp_script" -> block.inside().forEach(each -> add(unknown, file, each, OF_SCRIPT));
                case "vrrp_instance" -> block.inside().forEach(each -> add(unknown, file, each, ofInstance));
                case "global_defs" -> block.inside().forEach(each -> slip(unknown, file, each));
                default -> slip(unknown, file, block);
            }
        }
        return unknown;
    }

    private static void add(List<UnknownName> unknown, String file, KeepalivedBlock each, Collection<String> known) {
        UnknownName.of(file, each.line(), each.name(), known).ifPresent(unknown::add);
    }

    private static void slip(List<UnknownName> unknown, String file, KeepalivedBlock each) {
        Set<String> known = new HashSet<>(KeepalivedNames.all());
        known.addAll(ELSEWHERE);
        UnknownName.of(file, each.line(), each.name(), known)
                .filter(name -> name.nearest().filter(ELSEWHERE::contains).isPresent())
                .ifPresent(unknown::add);
    }
}
