package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.check.Account;
import dev.lapse.check.Expectation;
import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JunitXmlTest {
    @TempDir
    private Path folder;

    private Document parsed(SeriesRecord series) throws Exception {
        Path file = folder.resolve("lapse.xml");
        JunitXml.write(series, file);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    @Test
    void everyPlannedRunIsATestCase() throws Exception {
        Document document = parsed(SampleSeries.endedEarly(folder));

        assertThat(document.getDocumentElement().getTagName()).isEqualTo("testsuites");
        Element suite = elements(document, "testsuite").get(0);
        assertThat(List.of("tests", "failures", "errors", "skipped", "time", "timestamp"))
                .extracting(suite::getAttribute)
                .containsExactly("4", "1", "2", "0", "300.000", "2026-11-21T09:30:00");
        assertThat(elements(document, "testcase"))
                .extracting(run -> run.getAttribute("classname") + " | " + run.getAttribute("name"))
                .containsExactly(
                        "primary-network-loss | primary-network-loss (fast) #1",
                        "primary-network-loss | primary-network-loss (fast) #2",
                        "primary-network-loss | primary-network-loss (fast) #3",
                        "primary-network-loss | primary-network-loss (fast) #4");
        assertThat(elements(document, "testcase").get(0).getAttribute("time")).matches("\\d+\\.\\d{3}");
    }

    @Test
    void aLimitThatIsAssumedIsMarked() throws Exception {
        Judgement judgement = Judgements.with(new Finding(
                "rejoined",
                Verdict.FAIL,
                "all",
                "0 of 1",
                new Account("is every node back?", "pg1 is missing", "yes"),
                Expectation.Origin.ASSUMED));
        Document document = parsed(SampleSeries.of(folder, 1, Optional.empty(), judgement));

        assertThat(elements(document, "failure").get(0).getAttribute("message"))
                .isEqualTo("rejoined FAIL: limit all (assumed), measured 0 of 1");
    }

    @Test
    void failIsAFailureAndUnknownAnErrorWithWhatDidNotPass() throws Exception {
        Document document = parsed(SampleSeries.endedEarly(folder));

        Element failure = elements(document, "failure").get(0);
        assertThat(failure.getAttribute("message")).isEqualTo("lost_writes FAIL: limit 0, measured 3");
        assertThat(failure.getAttribute("type")).isEqualTo("FAIL");
        assertThat(failure.getTextContent())
                .isEqualTo(
                        "FAIL lost_writes\n  asked: is the number of lost writes 0?\n  seen: lost 3\n  sure: yes, 3 above the limit\n");
        List<Element> errors = elements(document, "error");
        assertThat(errors).extracting(error -> error.getAttribute("type")).containsExactly("UNKNOWN", "not run");
        assertThat(errors.get(0).getAttribute("message")).isEqualTo("run_completed UNKNOWN: measured gate missed");
        assertThat(errors.get(1).getAttribute("message")).isEqualTo("not run: reach a Docker engine: <gone> & lost");
    }

    @Test
    void summaryOfTheTerminalIsThereWithoutColours() throws Exception {
        List<Element> outputs = elements(parsed(SampleSeries.endedEarly(folder)), "system-out");

        assertThat(outputs).hasSize(3);
        assertThat(outputs.get(0).getTextContent())
                .startsWith("PASS  primary-network-loss  (")
                .endsWith("primary-network-loss/run-1\n");
    }

    @Test
    void charactersThatXmlDoesNotAllowAreDroppedAndAllOthersStay() throws Exception {
        String text = "<a b=\"c\"> & 'd' ]]> \u0000\u0008\u001b[31m\ud83d\ude00 \ud83d \ufffe\uffff é\r\n end";

        Element failure = elements(
                        parsed(SampleSeries.of(folder, 1, Optional.empty(), SampleSeries.failed(text))), "failure")
                .get(0);

        assertThat(failure.getTextContent())
                .isEqualTo(
                        "FAIL lost_writes\n  asked: is the number of lost writes 0?\n  seen: <a b=\"c\"> & 'd' ]]> [31m\ud83d\ude00   é end\n  sure: yes, 3 above the limit\n");
    }

    @Test
    void failureOfAnOutageIsExplained() throws Exception {
        Finding late = new Finding(
                "write_outage", Verdict.FAIL, "20s", "22.08s", new Account("at most 20s?", "22.08s", "yes"));

        Element failure = elements(
                        parsed(SampleSeries.of(folder, 1, Optional.empty(), Judgements.with(late))), "failure")
                .get(0);

        assertThat(failure.getTextContent()).contains("  sure: yes\n  why: Writes stopped for 22.1 s: ");
    }

    @Test
    void singleRunHasNoNumber() throws Exception {
        Document document = parsed(SampleSeries.of(folder, 1, Optional.empty(), Judgements.empty()));

        assertThat(elements(document, "testcase").get(0).getAttribute("name")).isEqualTo("primary-network-loss (fast)");
        assertThat(elements(document, "error").get(0).getAttribute("message")).isEqualTo("nothing was judged");
    }

    @Test
    void fileThatCannotBeWrittenIsRefused() throws Exception {
        for (Path file : List.of(folder, folder.resolve("none/lapse.xml"), Path.of("/dev/null"))) {
            assertThatThrownBy(() -> JunitXml.requireWritable(file))
                    .isInstanceOfSatisfying(
                            LapseException.class, e -> assertThat(e.kind()).isEqualTo(LapseException.Kind.BAD_INPUT))
                    .hasMessageStartingWith("--junit " + file + ": cannot be written: ");
        }
        Path old = Files.writeString(folder.resolve("old.xml"), "old");
        assertThatCode(() -> JunitXml.requireWritable(old)).doesNotThrowAnyException();
        assertThatCode(() -> JunitXml.requireWritable(folder.resolve("new.xml")))
                .doesNotThrowAnyException();
        assertThat(old).hasContent("old");
        assertThat(folder).isDirectoryContaining(entry -> entry.equals(old));
        assertThat(folder.toFile().list()).hasSize(1);
    }
}
