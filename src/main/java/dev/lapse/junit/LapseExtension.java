package dev.lapse.junit;

import dev.lapse.run.SharedClusters;
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
        Store store = context.getRoot().getStore(NAMESPACE);
        return new Lapse(
                settings,
                (scenario, progress) -> store.getOrComputeIfAbsent(
                                SharedClusters.class,
                                key -> SharedClusters.open(settings.options(), settings.clusters(), progress),
                                SharedClusters.class)
                        .run(scenario, progress),
                System.out::println);
    }
}
