package dev.lapse.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Short HTTP calls: connect within 300 ms, 1 s of silence at most, 1.5 s in all. Each call has a connection of its own:
 * one kept from before a fault would answer for a host that is no longer the same. Any thread.
 */
final class Http implements AutoCloseable {
    static final Duration CALL_TIMEOUT = Duration.ofMillis(1500);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MediaType JSON_TYPE = MediaType.get("application/json");

    private final OkHttpClient client = new OkHttpClient.Builder()
            .connectTimeout(Duration.ofMillis(300))
            .readTimeout(Duration.ofSeconds(1))
            .writeTimeout(Duration.ofSeconds(1))
            .callTimeout(CALL_TIMEOUT)
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
            .retryOnConnectionFailure(false)
            .fastFallback(false)
            .followRedirects(false)
            .proxy(Proxy.NO_PROXY)
            .build();

    // OkHttp's own list forgets a call when its headers have come
    private final Set<Call> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** A complete answer, whatever its status. */
    record Answer(int status, String body, Headers headers) {
        JsonNode json() throws IOException {
            return Http.json(body);
        }

        /** The body as JSON, when the status is 200. */
        JsonNode jsonIfOk(String what) throws IOException {
            if (status != 200) {
                throw new IOException(what + ": expected status 200, saw " + status + " " + firstLine(body));
            }
            return json();
        }
    }

    static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    Answer get(String url) throws IOException {
        return call("GET", url, null);
    }

    Answer post(String url, String body) throws IOException {
        return call("POST", url, body);
    }

    Answer patch(String url, String body) throws IOException {
        return call("PATCH", url, body);
    }

    private Answer call(String method, String url, @Nullable String body) throws IOException {
        return execute(client.newCall(request(method, url, body)), Http::complete);
    }

    private static Answer complete(Response response) throws IOException {
        return new Answer(response.code(), response.body().string(), response.headers());
    }

    /** A GET whose answer may be long in coming: no limit on the whole, and silence of up to {@code silence}. */
    Answer await(String url, Duration silence) throws IOException {
        return execute(patient(silence).newCall(request("GET", url, null)), Http::complete);
    }

    /** A POST whose answer goes on, line by line: no limit on the whole, and silence of up to {@code silence}. */
    void stream(String url, String body, Duration silence, LineListener lines) throws IOException {
        execute(patient(silence).newCall(request("POST", url, body)), response -> {
            BufferedSource source = response.body().source();
            for (String line = source.readUtf8Line(); line != null; line = source.readUtf8Line()) {
                lines.line(line);
            }
            return response.code();
        });
    }

    private OkHttpClient patient(Duration silence) {
        return client.newBuilder()
                .callTimeout(Duration.ZERO)
                .readTimeout(silence)
                .build();
    }

    interface LineListener {
        void line(String line) throws IOException;
    }

    private interface ResponseReader<T> {
        T of(Response response) throws IOException;
    }

    private <T> T execute(Call call, ResponseReader<T> reading) throws IOException {
        inFlight.add(call);
        if (closed) {
            call.cancel();
        }
        try (Response response = call.execute()) {
            return reading.of(response);
        } finally {
            inFlight.remove(call);
        }
    }

    private static Request request(String method, String url, @Nullable String body) {
        return new Request.Builder()
                .url(url)
                .header("Connection", "close")
                .method(method, body == null ? null : RequestBody.create(body, JSON_TYPE))
                .build();
    }

    /** Ends every call in flight, and every later one, with an IOException. */
    @Override
    public void close() {
        closed = true;
        inFlight.forEach(Call::cancel);
    }

    static String firstLine(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        return line.length() > 120 ? line.substring(0, 120) + "..." : line;
    }

    /** What went wrong, in a few words. */
    static String why(Exception failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : firstLine(message);
    }
}
