package dev.lapse.check;

import dev.lapse.cluster.NodeName;

/** A node's log told, during the run, that a way back failed: of what, and the line that says so. */
public record FailedRejoin(NodeName node, String how, String evidence) {}
