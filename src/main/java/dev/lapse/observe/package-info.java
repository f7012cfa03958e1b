/** How the cluster sees itself: Patroni, its DCS and HAProxy, polled and watched. The only OkHttp. */
@NullMarked
package dev.lapse.observe;

import org.jspecify.annotations.NullMarked;
