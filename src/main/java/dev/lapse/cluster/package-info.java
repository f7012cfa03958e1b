/**
 * The nouns of the system under test: cluster, host, component, target, timeline, log position, and the names of faults
 * with their properties. Beside them the ports through which a cluster is touched: Shell, Links, Power, Sql, Control,
 * Dcs, Logs.
 *
 * <p>Values and interfaces only. Nothing here opens a socket or starts a container; only the clocks read the time. Of
 * components there are the names, and what a cluster must have to work at all; what a component is, says package
 * {@code component}. No other package of Lapse may be used here.
 */
@NullMarked
package dev.lapse.cluster;

import org.jspecify.annotations.NullMarked;
