package dev.lapse.observe;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer, or why there was none. */
record Seen<T>(@Nullable T answer, String trouble) {
    /** A question that may go unanswered. */
    interface Question<T> {
        T ask() throws IOException;
    }

    static <T> Seen<T> of(T answer) {
        return new Seen<>(answer, "");
    }

    static <T> Seen<T> nothing(String trouble) {
        return new Seen<>(null, trouble);
    }

    static <T> Seen<T> ask(Question<T> question) {
        try {
            return of(question.ask());
        } catch (IOException failure) {
            return nothing(Http.why(failure));
        }
    }

    Optional<T> optional() {
        return Optional.ofNullable(answer);
    }
}
