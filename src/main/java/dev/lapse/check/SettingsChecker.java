package dev.lapse.check;

import dev.lapse.cluster.NotInEffect;
import dev.lapse.history.ClusterReady;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code settings}. Such a finding is there only when a setting that was asked for was not in effect.
 *
 * <ul>
 *   <li>Asked: does every setting hold that was asked for?
 *   <li>Seen: each that does not: what was asked, what its component tells instead, and why.
 *   <li>Sure: the component was asked on every host; one that could not be asked is not known to hold anything.
 * </ul>
 *
 * <ul>
 *   <li>PASS is never said: a run with all its settings has no such finding, nor has one of which none were compared.
 *   <li>FAIL is never said: another cluster than the one that was asked for tells nothing of it.
 *   <li>UNKNOWN when a setting was not in effect.
 * </ul>
 */
final class SettingsChecker implements Checker {
    private static final String NAME = "settings";

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.of(ClusterReady.class).stream()
                .filter(ClusterReady::differs)
                .findFirst()
                .map(ready -> List.of(finding(ready)))
                .orElse(List.of());
    }

    private static Finding finding(ClusterReady ready) {
        List<NotInEffect> differing = ready.notInEffect() == null ? List.of() : ready.notInEffect();
        String names = differing.stream().map(NotInEffect::name).collect(Collectors.joining(", "));
        Account account = new Account(
                "does every setting hold that was asked for?",
                String.join("; ", NotInEffect.texts(differing)),
                "no, what was seen is of another cluster than the one that was asked for");
        return new Finding(NAME, Verdict.UNKNOWN, "", "not in effect: " + names, account);
    }
}
