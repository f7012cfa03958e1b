package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaproxyAdmissionTest {
    private static HaproxySection last(String text) {
        List<HaproxyLine> lines = new ArrayList<>();
        for (String line : text.split("\n")) {
            lines.add(HaproxyLine.of(lines.size() + 1, line));
        }
        List<HaproxySection> sections = HaproxySection.all(lines);
        return sections.get(sections.size() - 1);
    }

    /** Lanes come through listeners of TCP alone; who may see a page of statistics is none of their business. */
    @ParameterizedTest
    @CsvSource({
        "listen a, tcp, 1",
        "frontend a, tcp, 1",
        "listen a, http, 0",
        "frontend a, http, 0",
        "defaults, tcp, 0",
    })
    void rulesOfOneAddressAreThoseOfListenersInTcpMode(String head, String mode, int found) {
        String rule = "tcp-request connection reject if { src 10.0.0.0/8 }";

        assertThat(HaproxyAdmission.ofOneAddress(last(head + "\n  mode " + mode + "\n  bind *:7000\n  " + rule)))
                .hasSize(found);
    }
}
