/** How clients see the cluster: open-loop lanes of JDBC attempts, each with a hard deadline. The only java.sql. */
@NullMarked
package dev.lapse.probe;

import org.jspecify.annotations.NullMarked;
