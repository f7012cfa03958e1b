package dev.lapse.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.lint.Concern;
import dev.lapse.lint.Severity;
import java.util.List;
import java.util.TreeMap;

/** What the linter says, for programs. {@code format} is 1; keys are only ever added. */
final class ConcernJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ConcernJson() {}

    static String of(String subject, String profile, List<Concern> concerns) {
        ObjectNode all = JSON.createObjectNode()
                .put("format", 1)
                .put("subject", subject)
                .put("profile", profile)
                .put("errors", count(concerns, Severity.ERROR))
                .put("warnings", count(concerns, Severity.WARNING))
                .put("not_known", count(concerns, Severity.NOT_KNOWN));
        ArrayNode findings = all.putArray("findings");
        concerns.forEach(concern -> findings.add(json(concern)));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long count(List<Concern> concerns, Severity severity) {
        return concerns.stream().filter(each -> each.severity() == severity).count();
    }

    private static ObjectNode json(Concern concern) {
        ObjectNode json = JSON.createObjectNode()
                .put("rule", concern.rule())
                .put("severity", concern.severity().text().replace(' ', '_'))
                .put("what", concern.what())
                .put("why", concern.why());
        concern.arithmetic().forEach(json.putArray("arithmetic")::add);
        concern.sources().forEach(json.putArray("sources")::add);
        ArrayNode cures = json.putArray("cures");
        concern.cures().forEach(cure -> {
            ObjectNode each = cures.addObject();
            ObjectNode settings = each.putObject("settings");
            new TreeMap<>(cure.settings()).forEach(settings::put);
            each.put("text", cure.text());
        });
        return json.put("shown_by", concern.shownBy().isEmpty() ? null : concern.shownBy());
    }
}
