package dev.lapse.fault;

import org.jspecify.annotations.Nullable;

/** A planned action that Patroni's REST API is asked for, once. */
abstract class AskedOfPatroni extends Planned {
    private final PatroniRest patroni;
    private PatroniRest.@Nullable Asked asked;

    AskedOfPatroni(FaultSpec spec, PatroniRest patroni) {
        super(spec);
        this.patroni = patroni;
    }

    void ask(String method, String path, String body) {
        asked = patroni.ask(method, path, body);
    }

    /** Whether Patroni has said no, or could not be asked. */
    final boolean isDenied() {
        return asked == null || asked.refused();
    }

    @Override
    final Reply reply() {
        return asked == null ? Reply.NONE : asked.reply();
    }

    @Override
    final String said() {
        return asked == null ? "Patroni was not asked" : asked.answer();
    }
}
