package dev.lapse.report;

import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A series of runs as JUnit XML, which CI systems show: a test case per planned run. FAIL is a failure, UNKNOWN is an
 * error, and so is a run that did not take place.
 */
public final class JunitXml {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final SeriesRecord series;
    private final XMLStreamWriter xml;

    private JunitXml(SeriesRecord series, XMLStreamWriter xml) {
        this.series = series;
        this.xml = xml;
    }

    /**
     * Makes sure that the file can be written, before anything else is started.
     *
     * @throws LapseException of kind BAD_INPUT when it cannot
     */
    public static void requireWritable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder == null || !Files.isDirectory(folder)) {
                throw new IOException("folder " + folder + " does not exist");
            }
            if (Files.exists(file) && !(Files.isRegularFile(file) && Files.isWritable(file))) {
                throw new IOException("it is no file that can be replaced");
            }
            Files.delete(Files.createTempFile(folder, ".lapse", ""));
        } catch (IOException e) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    "--junit " + file + ": cannot be written: " + ReportDir.reason(e),
                    e);
        }
    }

    /** @throws LapseException when it cannot be written */
    public static void write(SeriesRecord series, Path file) {
        ReportDir.replace(file, part -> Files.writeString(part, text(series)));
    }

    static String text(SeriesRecord series) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            new JunitXml(series, xml).document();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a text in memory must take XML", e);
        }
        return text.append('\n').toString();
    }

    private void document() throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuites");
        totals();
        xml.writeStartElement("testsuite");
        totals();
        attribute("skipped", "0");
        attribute("timestamp", SECOND.format(series.startedAt()));
        for (int i = 0; i < series.planned().size(); i++) {
            testcase(i);
        }
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void totals() throws XMLStreamException {
        attribute("name", "lapse");
        attribute("tests", series.planned().size() + "");
        attribute("failures", count(Verdict.FAIL) + "");
        long notRun = series.planned().size() - series.runs().size();
        attribute("errors", count(Verdict.UNKNOWN) + notRun + "");
        attribute("time", seconds(series.duration()));
    }

    private long count(Verdict verdict) {
        return series.runs().stream()
                .filter(run -> run.judgement().verdict() == verdict)
                .count();
    }

    private void testcase(int index) throws XMLStreamException {
        SeriesRecord.PlannedRun planned = series.planned().get(index);
        boolean ran = index < series.runs().size();
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        attribute("classname", planned.variant().scenario());
        attribute("name", planned.variant().name() + " (" + planned.profile() + ")" + planned.suffix());
        if (ran) {
            SeriesRecord.Run run = series.runs().get(index);
            attribute("time", seconds(Duration.ofNanos(run.judgement().durationNanos())));
            verdict(run.judgement());
            xml.writeStartElement("system-out");
            xml.writeCharacters(allowed(TerminalSummary.of(run.judgement(), run.report(), Colour.PLAIN)));
            xml.writeEndElement();
        } else {
            attribute("time", seconds(Duration.ZERO));
            problem("error", "not run", series.notRun(), "");
        }
        xml.writeEndElement();
    }

    private void verdict(Judgement judgement) throws XMLStreamException {
        List<Finding> findings = judgement.findings().stream()
                .filter(finding -> finding.verdict() != Verdict.PASS)
                .toList();
        String message = findings.isEmpty()
                ? Phrases.bottomLine(judgement)
                : findings.stream().map(JunitXml::inShort).collect(Collectors.joining("; "));
        switch (judgement.verdict()) {
            case PASS -> {}
            case UNKNOWN -> problem("error", "UNKNOWN", message, texts(judgement, findings));
            case FAIL -> problem("failure", "FAIL", message, texts(judgement, findings));
        }
    }

    /** {@code write_outage FAIL: limit 45s, measured 50.20s}. */
    private static String inShort(Finding finding) {
        return finding.checker() + " " + finding.verdict() + ": "
                + (finding.limit().isEmpty() ? "" : "limit " + Phrases.limit(finding) + ", ") + "measured "
                + finding.measured();
    }

    private static String texts(Judgement judgement, List<Finding> findings) {
        ExplainedOutages outages = new ExplainedOutages(judgement);
        return findings.stream()
                .map(finding -> finding.verdict() + " " + finding.checker() + "\n"
                        + finding.text().indent(2)
                        + outages.of(finding)
                                .map(outage -> "  why: " + outages.story(outage) + "\n")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
    }

    private void problem(String element, String type, String message, String texts) throws XMLStreamException {
        xml.writeStartElement(element);
        attribute("type", type);
        attribute("message", message.replaceAll("\\s+", " "));
        xml.writeCharacters(allowed(texts));
        xml.writeEndElement();
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, allowed(value));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
    }

    /** The text without the characters that XML 1.0 does not allow (its production Char). */
    private static String allowed(String text) {
        return text.codePoints()
                .filter(c ->
                        c == '\t' || c == '\n' || c >= 0x20 && c < 0xD800 || c >= 0xE000 && c != 0xFFFE && c != 0xFFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
