/**
 * How clients see the cluster: open-loop lanes of JDBC attempts, each with a hard deadline, their vantages, and the
 * ledger's final read; and calls of the user's own code beside them. It implements Sql. The JDBC driver and HikariCP
 * are used here alone.
 *
 * <p>Not here: what an outage is, or any other verdict ({@code check}); the probe records each attempt and no more.
 */
@NullMarked
package dev.lapse.probe;

import org.jspecify.annotations.NullMarked;
