package dev.lanewise.board.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page as one file: style sheets and pictures stand in it, and its modules in an import map of {@code data:} URLs,
 * so that a browser opens it from the disk, where modules cannot import files.
 */
final class PageBundle {
    private static final Pattern LINK = Pattern.compile("<link\\b[^>]*>");
    private static final Pattern SCRIPT = Pattern.compile("<script\\b[^>]*\\bsrc=\"([^\"]*)\"[^>]*>\\s*</script>");
    private static final Pattern HREF = Pattern.compile("\\bhref=\"([^\"]*)\"");
    /** {@code from './x.js'}, {@code import './x.js'} and {@code import('./x.js')}. */
    private static final Pattern IMPORT = Pattern.compile(
            "(\\b(?:from|import)\\s*\\(?\\s*)(['\"])(\\.{1,2}/[^'\"]+)\\2");
    private static final String POLICY = "default-src 'none'; script-src 'unsafe-inline' data:; "
            + "style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";
    private static final String LICENCE = "uplot/LICENSE";

    private final Function<String, byte[]> files;
    private final String served;
    private final String entry;

    /**
     * Of files by their paths, as the page's addresses have them: {@code page/main.js}.
     *
     * @param files the bytes of a file; throws if there is none
     * @param served the module that the served page begins with
     * @param entry the module that the file begins with in its place
     */
    PageBundle(Function<String, byte[]> files, String served, String entry) {
        this.files = files;
        this.served = served;
        this.entry = entry;
    }

    /**
     * The page with data in it.
     *
     * @param data a script element, put before the page's first module
     */
    String withData(String data) {
        String page = text("page/index.html");
        page = replaced(LINK, page, this::link);
        page = replaced(SCRIPT, page, script -> {
            String path = relative(script.group(1));
            return data + "\n" + modules(path.equals(served) ? entry : path);
        });
        // The character set stands in the first kilobyte of the page, so the licence goes behind it.
        String policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">";
        return page.replaceFirst("<head>", "<head>\n" + policy)
                .replaceFirst("</head>", Matcher.quoteReplacement(
                        "<!-- Charts by uPlot:\n\n" + text(LICENCE).replace("--", "- -") + "-->\n</head>"));
    }

    private String link(MatchResult link) {
        String tag = link.group();
        Matcher href = HREF.matcher(tag);
        if (!href.find()) {
            return tag;
        }
        String path = relative(href.group(1));
        if (tag.contains("stylesheet")) {
            return "<style>\n" + text(path) + "</style>";
        }
        String type = path.endsWith(".svg") ? "image/svg+xml" : "image/png";
        return tag.replace(href.group(), "href=\"" + dataUrl(type, files.apply(path)) + '"');
    }

    /** All modules that one needs, in an import map under the names of their paths, and the import of that one. */
    private String modules(String first) {
        Map<String, String> found = new LinkedHashMap<>();
        Deque<String> waiting = new ArrayDeque<>();
        waiting.add(first);
        while (!waiting.isEmpty()) {
            String path = waiting.remove();
            if (!found.containsKey(path)) {
                found.put(path, replaced(IMPORT, text(path), imported -> {
                    String target = resolved(path, imported.group(3));
                    waiting.add(target);
                    return imported.group(1) + imported.group(2) + target + imported.group(2);
                }));
            }
        }
        StringBuilder map = new StringBuilder("<script type=\"importmap\">\n{\"imports\": {");
        found.forEach((path, module) -> map.append(map.charAt(map.length() - 1) == '{' ? "\n" : ",\n")
                .append('"').append(path).append("\": \"").append(dataUrl("text/javascript", module.getBytes(UTF_8)))
                .append('"'));
        return map + "\n}}\n</script>\n<script type=\"module\">import '" + first + "';</script>";
    }

    /** The path of what a module imports: {@code page/panels/a.js} and {@code ../dom.js} give {@code page/dom.js}. */
    static String resolved(String module, String specifier) {
        Deque<String> parts = new ArrayDeque<>(List.of(module.split("/", -1)));
        parts.removeLast();
        for (String part : specifier.split("/", -1)) {
            if (part.equals("..")) {
                parts.removeLast();
            } else if (!part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    private static String relative(String address) {
        return address.startsWith("./") ? address.substring(2) : address;
    }

    private String text(String path) {
        return new String(files.apply(path), UTF_8);
    }

    private static String dataUrl(String type, byte[] bytes) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static String replaced(Pattern pattern, String text, Function<MatchResult, String> by) {
        return pattern.matcher(text).replaceAll(found -> Matcher.quoteReplacement(by.apply(found)));
    }
}
