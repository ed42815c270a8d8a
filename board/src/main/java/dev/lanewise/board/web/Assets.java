package dev.lanewise.board.web;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of the page and of the chart library, out of this program's own jars. */
final class Assets {
    private static final String PAGE = "/dev/lanewise/board/page/";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";
    private static final Map<String, String> CHARTS = Map.of("uPlot.esm.js", "dist/uPlot.esm.js", "uPlot.min.css",
            "dist/uPlot.min.css", "LICENSE", "LICENSE");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
            "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml", "png",
            "image/png");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)*");
    private static final int TAG_BYTES = 16;

    private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

    /** A file, its type, and a tag that changes with its content. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Asset(byte[] content, String type, String tag) {}

    /** The file that {@code ./page/...} or {@code ./uplot/...} stands for; none if there is no such file. */
    Optional<Asset> find(List<String> path) throws IOException {
        String resource = resource(path);
        if (resource == null) {
            return Optional.empty();
        }
        Asset known = loaded.get(resource);
        if (known != null) {
            return Optional.of(known);
        }
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] content = in.readAllBytes();
            String ending = resource.substring(resource.lastIndexOf('.') + 1);
            Asset asset = new Asset(content, TYPES.getOrDefault(ending, Reply.TEXT), tag(content));
            loaded.put(resource, asset);
            return Optional.of(asset);
        }
    }

    /** The page itself. */
    Optional<Asset> index() throws IOException {
        return find(List.of("page", "index.html"));
    }

    private static @Nullable String resource(List<String> path) {
        List<String> rest = path.subList(1, path.size());
        if (rest.isEmpty() || !rest.stream().allMatch(part -> NAME.matcher(part).matches())) {
            return null;
        }
        if (path.getFirst().equals("uplot")) {
            String file = rest.size() == 1 ? CHARTS.get(rest.getFirst()) : null;
            return file == null ? null : UPLOT + file;
        }
        String last = rest.getLast();
        boolean isKnown = TYPES.containsKey(last.substring(last.lastIndexOf('.') + 1));
        return path.getFirst().equals("page") && isKnown ? PAGE + String.join("/", rest) : null;
    }

    private static String tag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JVM has it
        }
    }
}
