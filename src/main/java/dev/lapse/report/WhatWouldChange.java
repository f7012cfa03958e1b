package dev.lapse.report;

import dev.lapse.check.Expectation.Check;
import dev.lapse.check.Finding;
import dev.lapse.check.Limit;
import dev.lapse.check.Measurements;
import dev.lapse.check.Verdict;
import java.util.List;
import java.util.Optional;

/** What would have changed a finding: another limit, another number, or that what was not seen is seen. */
record WhatWouldChange(List<MeasuredLimits.Offer> offers) {
    static WhatWouldChange of(Measurements measured) {
        return new WhatWouldChange(MeasuredLimits.of(measured));
    }

    /** A sentence without its full stop; empty where nothing can be said. */
    String sentence(Finding finding) {
        String limit = finding.limit().replaceFirst(" in \\S+$", "");
        Optional<Check> check = Check.of(finding.checker());
        if (finding.verdict() == Verdict.UNKNOWN) {
            return "an answer needs what was not seen: " + finding.account().sure();
        }
        if (check.isEmpty() || limit.isEmpty() || limit.equals(Limit.UNCHECKED.text())) {
            return finding.verdict() == Verdict.FAIL ? finding.account().sure() : "";
        }
        if (check.get() == Check.NEW_PRIMARY) {
            return finding.verdict() == Verdict.PASS ? "another node would fail it" : "";
        }
        return finding.verdict() == Verdict.PASS ? fails(limit, finding) : passes(limit, check.get());
    }

    private static String fails(String limit, Finding finding) {
        String measured = number(finding.measured());
        if (List.of(Limit.NEVER.text(), Limit.ALL.text(), "0").contains(limit)) {
            return "a single one would fail it";
        }
        if (limit.equals(Limit.PREDICTED.text())) {
            return "anything beyond what is predicted would fail it";
        }
        Limit.Bounds bounds = Limit.Bounds.of(limit);
        if (bounds.min().isPresent() && bounds.max().isPresent()) {
            return "anything outside " + limit + " would fail it";
        }
        if (measured.startsWith("none")) { // longer than what is too short to be seen
            return bounds.max()
                    .map(max -> "one longer than " + max + " would fail it")
                    .orElse("");
        }
        if (measured.matches("\\d+")) {
            return bounds.max()
                            .map(max -> "more than " + max)
                            .orElse("fewer than " + bounds.min().orElse("")) + " would fail it";
        }
        return bounds.max().isPresent()
                ? "a limit under " + measured + " would fail it"
                : "a minimum above " + measured + " would fail it";
    }

    private String passes(String limit, Check check) {
        String other = offered(check)
                .map(offer -> "a limit of " + offer + " would pass it")
                .orElse("");
        String way = way(check, limit);
        return other.isEmpty() || way.isEmpty() ? other + way : other + "; " + way;
    }

    private Optional<String> offered(Check check) {
        return offers.stream()
                .filter(offer -> offer.check() == check)
                .findFirst()
                .flatMap(MeasuredLimits.Offer::limit);
    }

    private static String way(Check check, String limit) {
        return switch (check) {
            case WRITE_OUTAGE ->
                Limit.Bounds.of(limit).max().filter(max -> max.matches("\\d.*")).isPresent()
                        ? "which settings keep it: ./lapse predict scenario.yaml --write-outage "
                                + Limit.Bounds.of(limit).max().orElseThrow()
                        : "";
            case LOST_WRITES -> "synchronous replication (patroni.synchronous_mode) bounds it";
            default -> "";
        };
    }

    /** {@code 2.245s} of {@code 2.245s (at least 1.259s, ...)}. */
    private static String number(String measured) {
        return measured.replaceFirst(" (\\(|of ).*", "");
    }
}
