/**
 * A room for each component: etcd, Patroni, PgBouncer, HAProxy, keepalived. A room holds the names and forms of its
 * settings, its configuration files, TCP ports and processes, whom it connects to, and how its version and its settings
 * in effect are asked for and read. {@code Components} lists the rooms.
 *
 * <p>Data and text only: nothing here opens a socket, reads a clock or starts a container. Who does, asks here what to
 * write and how to read the answer.
 */
@NullMarked
package dev.lapse.component;

import org.jspecify.annotations.NullMarked;
