/** How the cluster is hurt: a fault is made ready, injected, proven, healed and proven healed. */
@NullMarked
package dev.lapse.fault;

import org.jspecify.annotations.NullMarked;
