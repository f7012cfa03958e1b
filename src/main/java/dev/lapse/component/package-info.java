/**
 * A room per part of the topology: etcd, Patroni, PgBouncer, HAProxy, keepalived.
 *
 * <p>A room holds names and forms of settings, files, TCP ports and processes of its part: data and text. Nothing here
 * opens a socket, reads a clock or starts a container; who does, asks here what to write and how to read the answer.
 */
@NullMarked
package dev.lapse.component;

import org.jspecify.annotations.NullMarked;
