package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a series in a headless Chromium; where there is none it is skipped, as {@link ReportPageTest}. */
class SeriesPageTest {
    @TempDir
    static Path folder;

    private static HeadlessBrowser browser;
    private static Path page;

    @BeforeAll
    static void writePage() throws Exception {
        Optional<Path> chromium = HeadlessBrowser.find();
        if (chromium.isEmpty()) {
            String none = "no Chromium in PATH: the page of a series was not looked at in a browser";
            if (System.getProperty("lapse.chromium", "").equals("required")) {
                fail(none);
            }
            System.err.println("SeriesPageTest is skipped: " + none);
            abort(none);
        }
        SeriesRecord series =
                SampleSeries.of(folder, 2, Optional.empty(), SampleRun.judgement(), SampleRun.judgement());
        page = folder.resolve("series.html");
        Files.writeString(page, SeriesHtml.of(series, folder));
        browser = new HeadlessBrowser(chromium.get());
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void pictureFitsWhereItIsNarrow() throws Exception {
        browser.open(page, 420, 900);

        assertThat(browser.value("Math.max(...[...document.querySelectorAll('svg *')]"
                                + ".map(one => one.getBoundingClientRect().right)) - document.body.clientWidth")
                        .asDouble())
                .isLessThan(17);
        assertThat(browser.value("[...document.querySelectorAll('.bar > b')]"
                                + ".every(name => name.scrollWidth <= name.clientWidth)")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void labelOfABarIsWholeOrNotThereAndEachPhaseIsInTheLegend() throws Exception {
        for (int width : new int[] {420, 800, 1400}) {
            browser.open(page, width, 900);

            // in the first line, and then as wide as it needs; or in the second, which is not seen
            assertThat(browser.value("[...document.querySelectorAll('.bar span')].filter(part => {"
                                    + " const box = part.getBoundingClientRect(), label = part.querySelector('i')"
                                    + ".getBoundingClientRect(); return label.top < box.bottom - 1"
                                    + " && label.right > box.right + 0.5; }).map(part => part.textContent)")
                            .size())
                    .as("cut labels at %s px", width)
                    .isZero();
        }
        assertThat(browser.value("[...document.querySelectorAll('.bar span')].some(part => part.querySelector('i')"
                                + ".getBoundingClientRect().top < part.getBoundingClientRect().bottom - 1)")
                        .asBoolean())
                .isTrue();
        assertThat(browser.value("[...document.querySelectorAll('.bar span')].every(part => [...document"
                                + ".querySelectorAll('.legend span')].some(one => one.textContent === part.className))")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void pageSaysWhenAndOnWhatItRan() throws Exception {
        browser.open(page, 1400, 900);

        assertThat(browser.value("document.body.innerText").asText())
                .contains("started 2026-11-21 09:30:00 UTC, profile fast")
                .contains("primary-network-loss: reference, asynchronous, ttl 20s, loop_wait 5s, retry_timeout 5s");
    }
}
