/**
 * The containers: engine, images, networks, hosts, sidecars, watchdog and sweep. The only Testcontainers and Toxiproxy.
 */
@NullMarked
package dev.lapse.docker;

import org.jspecify.annotations.NullMarked;
