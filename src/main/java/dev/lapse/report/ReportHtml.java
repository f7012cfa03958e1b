package dev.lapse.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lapse.check.Judgement;
import dev.lapse.history.History;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A run as {@code report.html}: one file that fetches nothing, with style, script and data in it. The data are
 * {@code result.json}, the {@link Picture} of the history and the {@link PageLogs}. Apache ECharts draws them; the page
 * carries its script.
 */
public final class ReportHtml {
    private static final String DATA = "/* data */";

    private record PageData(Picture picture, PageLogs logs, PageFacts facts) {}

    private ReportHtml() {}

    /**
     * Reads the history once; leaves {@code out} open.
     *
     * @param logs the folder of the components' logs, which may be empty or not be there
     */
    public static void write(History history, Judgement judgement, Path logs, Writer out) throws IOException {
        String title = judgement.verdict() + " " + judgement.run().scenario().replaceAll("[^A-Za-z0-9._ -]", " ");
        String page = resource("report.html")
                .replace("<!-- title -->", title)
                .replace("/* report.css */", resource("report.css"))
                .replace("/* report.js */", resource("report.js"))
                .replace("/* chart.js */", resource("chart.js"))
                .replace("/* logs.js */", resource("logs.js"))
                .replace("/* waterfall.js */", resource("waterfall.js"))
                .replace("/* echarts.min.js */", resource("echarts/echarts.min.js"));
        int data = page.indexOf(DATA);
        out.write(page, 0, data);
        data(
                new PageData(
                        Picture.of(history, judgement), PageLogs.of(logs, judgement), PageFacts.of(history, judgement)),
                judgement,
                out);
        out.write(page, data + DATA.length(), page.length() - data - DATA.length());
    }

    private static void data(PageData data, Judgement judgement, Writer out) throws IOException {
        JsonFactory factory = JsonMapper.builder().build().getFactory();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
            json.setCharacterEscapes(new InScript());
            json.writeStartObject();
            json.writeFieldName("result");
            json.writeTree(PageResult.of(judgement));
            json.writeStringField("scenario", judgement.run().scenarioYaml());
            json.writeFieldName("picture");
            data.picture.writeTo(json);
            json.writeFieldName("logs");
            data.logs.writeTo(json);
            json.writeFieldName("facts");
            data.facts.writeTo(json, judgement);
            json.writeEndObject();
        }
    }

    private static String resource(String name) {
        try (InputStream in = ReportHtml.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource dev/lapse/report/" + name + " must be in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("read resource " + name, e);
        }
    }

    /** No text in the data can end the script element that it is in, or open a comment. */
    private static final class InScript extends CharacterEscapes {
        private final int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();

        private InScript() {
            escapes['<'] = CharacterEscapes.ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return escapes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return character == '<' ? new SerializedString("\\u003c") : null;
        }
    }
}
