package dev.lanewise.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages JSON documents. In three of four, values, names and entries are exchanged, doubled or removed, so that the
 * document is JSON still and its reader gets to see them; the others, and some of these, are damaged as texts.
 */
public final class DamagedJson {
    private static final int LONGEST_VALUE = 300;

    private final List<Document> documents;

    /** A document, and where its values and names are. */
    private record Document(String text, List<Span> spans) {
        String text(Span span) {
            return text.substring(span.from, span.to);
        }
    }

    private enum Kind {
        ELEMENT, MEMBER, NAME
    }

    /** A place, up to {@code to}; what a value with its name begins with stands at {@code entry}. */
    private record Span(Kind kind, int entry, int from, int to) {}

    /** Of documents that are valid. */
    public DamagedJson(List<String> documents) {
        this.documents = documents.stream().map(text -> new Document(text, new Scan(text).spans)).toList();
    }

    /** The next one. */
    public String next(SplittableRandom random) {
        Document document = documents.get(random.nextInt(documents.size()));
        if (random.nextInt(4) == 0) {
            return DamagedText.of(document.text, random);
        }
        StringBuilder result = new StringBuilder(document.text);
        Span first = any(document, random);
        Span second = any(document, random);
        if (second.entry >= first.to && random.nextBoolean()) {
            edit(result, document, second, random);
        }
        edit(result, document, first, random);
        return random.nextInt(8) == 0
                ? DamagedText.of(result.toString(), random)
                : DamagedText.withoutHalves(result.toString());
    }

    private static Span any(Document document, SplittableRandom random) {
        return document.spans.get(random.nextInt(document.spans.size()));
    }

    private void edit(StringBuilder json, Document document, Span at, SplittableRandom random) {
        int what = random.nextInt(at.kind == Kind.NAME ? 2 : 4);
        if (at.kind == Kind.NAME || what == 0) {
            Document other = documents.get(random.nextInt(documents.size()));
            Span taken = any(other, random);
            boolean fits = (taken.kind == Kind.NAME) == (at.kind == Kind.NAME) && taken.to - taken.from < LONGEST_VALUE;
            json.replace(at.from, at.to, fits ? other.text(taken) : "\"\\u0000x\"");
        } else if (what == 1) {
            json.replace(at.from, at.to, DamagedText.value(random));
        } else if (what == 2 && at.to - at.entry < LONGEST_VALUE) {
            json.insert(at.to, ", " + document.text.substring(at.entry, at.to)); // twice
        } else {
            int from = at.entry;
            int to = at.to;
            while (to < document.text.length() && document.text.charAt(to) <= ' ') {
                to++;
            }
            if (to < document.text.length() && document.text.charAt(to) == ',') {
                to++;
            } else {
                while (from > 0 && document.text.charAt(from - 1) <= ' ') {
                    from--;
                }
                from -= from > 0 && document.text.charAt(from - 1) == ',' ? 1 : 0;
            }
            json.delete(from, Math.max(from, to));
        }
    }

    /** Finds the values and names of a valid document. */
    private static final class Scan {
        private final List<Span> spans = new ArrayList<>();
        private final String text;
        private int at;

        Scan(String text) {
            this.text = text;
            skip();
            value(Kind.ELEMENT, at);
        }

        private void skip() {
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
        }

        private void value(Kind kind, int entry) {
            int from = at;
            switch (text.charAt(at)) {
                case '{', '[' -> inside(text.charAt(at) == '{');
                case '"' -> string();
                default -> {
                    while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0 && text.charAt(at) > ' ') {
                        at++;
                    }
                }
            }
            spans.add(new Span(kind, entry, from, at));
            skip();
        }

        private void inside(boolean object) {
            at++;
            skip();
            while ("]}".indexOf(text.charAt(at)) < 0) {
                int entry = at;
                if (object) {
                    string();
                    spans.add(new Span(Kind.NAME, entry, entry, at));
                    at = text.indexOf(":", at) + 1;
                    skip();
                }
                value(object ? Kind.MEMBER : Kind.ELEMENT, entry);
                at += text.charAt(at) == ',' ? 1 : 0;
                skip();
            }
            at++;
        }

        private void string() {
            at++;
            while (text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            at++;
        }
    }
}
