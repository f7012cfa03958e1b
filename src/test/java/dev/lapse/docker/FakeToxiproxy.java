package dev.lapse.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Toxiproxy's REST API on loopback: it knows its proxies and their toxics, and leads nothing. One thread. */
final class FakeToxiproxy implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, ObjectNode> proxies = new LinkedHashMap<>();
    private final Map<String, Map<String, ObjectNode>> toxics = new TreeMap<>();
    private final HttpServer server;

    FakeToxiproxy() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", HostProxy.USER), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** All is forgotten, as by a new process. */
    void restart() {
        proxies.clear();
        toxics.clear();
    }

    /** {@code LINK: enabled [toxic, toxic]} for each link. */
    String state() {
        StringBuilder state = new StringBuilder();
        proxies.forEach((name, proxy) -> state.append(name)
                .append(proxy.get("enabled").asBoolean() ? ": enabled " : ": disabled ")
                .append(toxics.get(name).keySet())
                .append('\n'));
        return state.toString().strip();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean asks = exchange.getRequestMethod().equals("GET");
        JsonNode said = JSON.createObjectNode().put("version", "fake");
        int code = 200;
        if (path[0].equals("proxies") && path.length == 1) {
            ObjectNode proxy = (ObjectNode) JSON.readTree(body);
            proxy.put("enabled", true);
            proxies.put(proxy.get("name").asText(), proxy);
            toxics.put(proxy.get("name").asText(), new TreeMap<>());
            said = proxy;
            code = 201;
        } else if (path.length == 2) {
            ObjectNode proxy = proxies.get(path[1]);
            if (!asks) {
                proxy.setAll((ObjectNode) JSON.readTree(body));
            }
            said = proxy;
        } else if (path.length == 3 && asks) {
            said = JSON.valueToTree(toxics.get(path[1]).values());
        } else if (path.length == 3) {
            ObjectNode toxic = (ObjectNode) JSON.readTree(body);
            code = toxics.get(path[1]).putIfAbsent(toxic.get("name").asText(), toxic) == null ? 200 : 409;
            said = toxic;
        } else if (path.length == 4 && exchange.getRequestMethod().equals("DELETE")) {
            toxics.get(path[1]).remove(path[3]);
            code = 204;
        } else if (path.length == 4) {
            said = toxics.get(path[1]).get(path[3]);
        }
        byte[] bytes = JSON.writeValueAsBytes(said);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, code == 204 ? -1 : bytes.length);
        if (code != 204) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
