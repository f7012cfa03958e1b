/**
 * How the cluster sees itself: Patroni, the store of its leader lock, HAProxy, each component's own report, and the
 * gate of steady state. It implements Control and Dcs; {@code DcsChoice} alone decides which store is used.
 * OkHttp is used here alone.
 *
 * <p>Not here: how clients see the cluster ({@code probe}), and any verdict ({@code check}).
 */
@NullMarked
package dev.lapse.observe;

import org.jspecify.annotations.NullMarked;
