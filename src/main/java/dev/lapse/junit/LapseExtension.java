package dev.lapse.junit;

import dev.lapse.run.LiveClusters;
import dev.lapse.run.Progress;
import dev.lapse.run.SharedClusters;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link Lapse}:
 *
 * <pre>{@code
 * @ExtendWith(LapseExtension.class)
 * class FailoverTest {
 *     @Test
 *     void losingThePrimaryCostsAMinuteAndNoRow(Lapse lapse) {
 *         RunResult result = lapse.verify(Path.of("scenarios/primary-network-loss.yaml"));
 *         LapseAssertions.assertThat(result).writeOutageAtMost(Duration.ofMinutes(1)).lostNoWrite();
 *     }
 * }
 * }</pre>
 *
 * <p>A {@link dev.lapse.run.LiveCluster} that a test opened is healed, judged and given back after the test, whether or
 * not the test failed; one that was opened before all tests of a class, after them.
 *
 * <p>Clusters are brought up when a run first needs one, shared by all test classes, made anew when a run leaves them
 * unsteady, and removed at the end. JUnit's configuration parameters, so also system properties and
 * {@code junit-platform.properties}, say the rest: {@code lapse.profile} ({@code default} or {@code fast}),
 * {@code lapse.scenarios} (names of a folder's scenarios to run, separated by commas), {@code lapse.clusters} (how many
 * there may be at a time, 2), {@code lapse.reports} and {@code lapse.address-pool}.
 */
public final class LapseExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(LapseExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Lapse.class;
    }

    @Override
    public Lapse resolveParameter(ParameterContext parameter, ExtensionContext context) {
        LapseSettings settings = LapseSettings.of(context::getConfigurationParameter);
        Consumer<String> out = System.out::println;
        LiveOf here = new LiveOf(context.getUniqueId());
        Store ofTest = context.getStore(NAMESPACE);
        return new Lapse(
                settings,
                (scenario, progress) -> {
                    Optional.ofNullable(ofTest.get(here, LiveClusters.class))
                            .ifPresent(live -> live.requireRoom("run " + scenario.name()));
                    return shared(context, settings, out).run(scenario, progress);
                },
                () -> ofTest.getOrComputeIfAbsent(
                        here,
                        key -> LiveClusters.on(() -> shared(context, settings, out), settings.profile(), out),
                        LiveClusters.class),
                out);
    }

    private static SharedClusters shared(ExtensionContext context, LapseSettings settings, Consumer<String> out) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        SharedClusters.class,
                        key -> SharedClusters.open(
                                settings.options(), settings.clusters(), Progress.inWords("lapse: ", out)),
                        SharedClusters.class);
    }

    /** What a test, or a class before its tests, has open. */
    private record LiveOf(String uniqueId) {}
}
