/**
 * How a cluster is hurt: each fault is made ready, injected, proven, healed and proven healed, at hosts, at a link or
 * between groups of hosts. The nemesis leads the injections of a run and records every phase with its evidence.
 *
 * <p>Not here: containers ({@code docker}), the list of faults and their properties ({@code cluster}), and what a fault
 * meant for clients ({@code check}).
 */
@NullMarked
package dev.lapse.fault;

import org.jspecify.annotations.NullMarked;
