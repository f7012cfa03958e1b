package dev.lapse.component;

import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings that lie over a file of the user's own: which have no place there. */
final class HaproxyOverFile {
    private HaproxyOverFile() {}

    /** @param first whose words hold for all balancers where they have no others */
    static List<Remark> refused(HaproxyOwnFile first, HaproxyOwnFile own, Map<String, String> settings) {
        Map<String, String> written = new TreeMap<>(first.settings());
        written.putAll(own.settings());
        List<Remark> remarks = new ArrayList<>();
        settings.forEach((name, value) -> {
            String plain = HaproxyNames.ofBoth(name);
            String before = written.getOrDefault(name, written.getOrDefault(plain, ""));
            boolean placed = HaproxyDerived.KEYWORDS.containsKey(plain)
                    || HaproxyDerived.OF_BACK.contains(plain)
                    || HaproxyDerived.OF_FRONT.contains(plain);
            if (!value.equals(before) && (!placed || value.equals("off"))) {
                remarks.add(Remark.refusedName(
                        Section.HAPROXY,
                        name,
                        "haproxy." + name + ": " + (value.isEmpty() ? "on" : value)
                                + " cannot be laid over the file; write it in "
                                + own.file().name()
                                + (placed ? ", or take it out there" : "")));
            }
        });
        return remarks;
    }
}
