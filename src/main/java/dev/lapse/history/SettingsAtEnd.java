package dev.lapse.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The settings in effect were read once more after the last step: which of them are otherwise than when the cluster was
 * ready. Somebody changed them meanwhile.
 *
 * @param changed none: they are as they were; empty too where they could not be read
 * @param notRead why they could not be read; null: they were
 */
public record SettingsAtEnd(
        long atNanos,
        List<ChangedSetting> changed,
        @Nullable String notRead) implements Event {
    public SettingsAtEnd {
        changed = List.copyOf(changed);
        if (notRead != null && !changed.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected no change of settings that were not read (" + notRead + "), saw " + changed);
        }
    }

    /**
     * One setting.
     *
     * @param before in effect when the cluster was ready; null: not set then
     * @param after in effect at the end; null: not set any more
     */
    public record ChangedSetting(
            String name, @Nullable String before, @Nullable String after) {
        /** {@code patroni.ttl 20, at the end 60}. */
        public String text() {
            return name + " " + Optional.ofNullable(before).orElse("not set") + ", at the end "
                    + Optional.ofNullable(after).orElse("not set");
        }
    }

    /**
     * What has changed since. A setting that was not in effect in the beginning has no value that could be compared; of
     * one whose default is not known it cannot be told that it is gone. One that has its default need not be told.
     *
     * @param told what components tell at the end
     * @param leftOut settings that may differ without having been changed
     */
    public static SettingsAtEnd since(
            ClusterReady ready, Map<String, String> told, long atNanos, Predicate<String> leftOut) {
        Map<String, ChangedSetting> changed = new TreeMap<>();
        told.forEach((name, after) -> {
            String before = ready.effective().get(name);
            if (!after.equals(before)) {
                changed.put(name, new ChangedSetting(name, before, after));
            }
        });
        Optional.ofNullable(ready.defaults()).orElse(Map.of()).forEach((name, usual) -> {
            String before = ready.effective().get(name);
            if (before != null && !before.equals(usual) && !told.containsKey(name)) {
                changed.put(name, new ChangedSetting(name, before, null));
            }
        });
        if (ready.notInEffect() != null) {
            ready.notInEffect().forEach(differing -> changed.remove(differing.name()));
        }
        changed.keySet().removeIf(leftOut);
        return new SettingsAtEnd(atNanos, new ArrayList<>(changed.values()), null);
    }

    /** They could not be read. */
    public static SettingsAtEnd unread(long atNanos, String why) {
        return new SettingsAtEnd(atNanos, List.of(), why);
    }
}
