package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongListTest {
    @Test
    void entryIsMadeWhenItIsWritten() {
        List<Integer> made = new ArrayList<>();
        ObjectNode tree = ResultJson.NODES.objectNode();

        LongList.AS_WRITTEN.put(tree, "list", List.of(1, 2), value -> {
            made.add(value);
            return ResultJson.NODES.objectNode().put("value", value);
        });

        assertThat(made).isEmpty();
        assertThat(ResultJson.text(tree)).isEqualToIgnoringWhitespace("{\"list\": [{\"value\": 1}, {\"value\": 2}]}");
        assertThat(made).containsExactly(1, 2);
    }

    @Test
    void resultIsTheSameBothWays() throws IOException {
        StringWriter written = new StringWriter();
        ResultJson.write(SampleRun.judgement(), written);

        assertThat(written.toString())
                .isEqualTo(ResultJson.text(ResultJson.of(SampleRun.judgement())))
                .isEqualTo(ResultJson.text(SampleRun.judgement()));
    }
}
