/**
 * The containers: engine, images, networks, hosts, sidecars, Toxiproxy, watchdog and sweep. It implements Shell, Links,
 * Power and Logs. What the host image starts is in the resources of this package, in {@code host}. Testcontainers,
 * docker-java and the Toxiproxy client are used here alone.
 *
 * <p>Not here: what the configuration of a component says ({@code component}), what a fault does with a host
 * ({@code fault}), and when a cluster is ready ({@code observe}).
 */
@NullMarked
package dev.lapse.docker;

import org.jspecify.annotations.NullMarked;
