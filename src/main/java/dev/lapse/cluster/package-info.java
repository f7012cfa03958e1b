/** The nouns of the system under test, and the ports through which it is touched: Shell, Links, Power, Sql, Control, Dcs. Values only: nothing here opens a socket or reads a clock, but {@link dev.lapse.cluster.NanoClock}. */
@NullMarked
package dev.lapse.cluster;

import org.jspecify.annotations.NullMarked;
