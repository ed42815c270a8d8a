package dev.lanewise.zoo.tokenizers;

import dev.lanewise.text.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The post-processors of a tokenizer's file. */
final class Finishers {
    private static final int MOST_IDS = 1 << 30;

    private Finishers() {}

    /** Reads one. */
    static Finishing read(Part part) {
        return switch (part.type()) {
            case "BertProcessing" -> {
                part.only("sep", "cls");
                int cls = part.pair("cls").id();
                int sep = part.pair("sep").id();
                yield new Template(List.of(Piece.of(cls, 0), Piece.text(0, 0), Piece.of(sep, 0)),
                        List.of(Piece.of(cls, 0), Piece.text(0, 0), Piece.of(sep, 0), Piece.text(1, 1),
                                Piece.of(sep, 1)));
            }
            case "RobertaProcessing" -> {
                part.only("sep", "cls", "trim_offsets", "add_prefix_space");
                int cls = part.pair("cls").id();
                int sep = part.pair("sep").id();
                Finishing template = new Template(
                        List.of(Piece.of(cls, 0), Piece.text(0, 0), Piece.of(sep, 0)), List.of(Piece.of(cls, 0),
                                Piece.text(0, 0), Piece.of(sep, 0), Piece.of(sep, 0), Piece.text(1, 0),
                                Piece.of(sep, 0)));
                yield part.flag("trim_offsets", true)
                        ? new Sequence(new Trimmed(part.flag("add_prefix_space", true)), template)
                        : template;
            }
            case "TemplateProcessing" -> Template.read(part);
            case "ByteLevel" -> {
                part.only("add_prefix_space", "trim_offsets", "use_regex");
                yield part.flag("trim_offsets", true)
                        ? new Trimmed(part.flag("add_prefix_space", true))
                        : Finishing.NOTHING;
            }
            case "Sequence" -> sequence(part);
            default -> throw part.unknown("post-processor");
        };
    }

    private static Finishing sequence(Part part) {
        Finishing all = Finishing.NOTHING;
        for (Part each : part.only("processors").list("processors")) {
            Finishing next = read(each);
            if (all.added(false) + all.added(true) > 0 && next.added(false) + next.added(true) > 0) {
                throw each.error("two post-processors that add tokens are not supported");
            }
            all = all.added(false) + all.added(true) > 0 ? new Sequence(next, all) : new Sequence(all, next);
        }
        return all;
    }

    /** One that moves places, and one that may add tokens after it. */
    private record Sequence(Finishing first, Finishing second) implements Finishing {
        @Override
        public int added(boolean pair) {
            return second.added(pair);
        }

        @Override
        public void settle(Tokens tokens, String text, Tokenizer tokenizer) {
            first.settle(tokens, text, tokenizer);
            second.settle(tokens, text, tokenizer);
        }

        @Override
        public Encoding join(Tokens one, @Nullable Tokens other) {
            return second.join(one, other);
        }
    }

    /** Leaves white space at the ends of tokens out of their places. */
    private record Trimmed(boolean prefixSpace) implements Finishing {
        @Override
        public int added(boolean pair) {
            return 0;
        }

        @Override
        public Encoding join(Tokens first, @Nullable Tokens second) {
            return NOTHING.join(first, second);
        }

        @Override
        public void settle(Tokens tokens, String text, Tokenizer tokenizer) {
            for (int i = 0; i < tokens.size; i++) {
                String token = tokenizer.isAdded(tokens.ids[i])
                        ? text.substring(tokens.begins[i], tokens.ends[i])
                        : tokenizer.token(tokens.ids[i]);
                int leading = 0;
                while (leading < token.length() && isSpace(token.charAt(leading))) {
                    leading++;
                }
                int trailing = 0;
                while (trailing < token.length() && isSpace(token.charAt(token.length() - 1 - trailing))) {
                    trailing++;
                }
                int begin = tokens.begins[i];
                int end = tokens.ends[i];
                if (leading > 0) {
                    // one space before the first word was added; where there are more, they are the text's own
                    boolean added = prefixSpace && leading == 1 && (i == 0 || begin == 0);
                    for (int k = added ? 1 : 0; k < leading && begin < end; k++) {
                        begin += Character.charCount(text.codePointAt(begin));
                    }
                }
                if (trailing > 0 && (end / 2 >= trailing || text.codePointCount(0, end) >= trailing)) {
                    for (int k = 0; k < trailing && begin < end; k++) {
                        end -= Character.charCount(text.codePointBefore(end));
                    }
                }
                tokens.begins[i] = begin;
                tokens.ends[i] = Math.max(begin, end);
            }
        }

        private static boolean isSpace(char c) {
            return c == Bytes.character(' ') || Characters.isWhitespace(c);
        }
    }

    /** A text (0 or 1), or tokens (-1). */
    private record Piece(int text, List<Integer> ids, int type) {
        static Piece text(int number, int type) {
            return new Piece(number, List.of(), type);
        }

        static Piece of(int id, int type) {
            return new Piece(-1, List.of(id), type);
        }
    }

    /** Texts and tokens in an order that is given, for one text and for two. */
    private record Template(List<Piece> single, List<Piece> pair) implements Finishing {
        static Template read(Part part) {
            part.only("single", "pair", "special_tokens");
            Map<String, List<Integer>> special = new HashMap<>();
            Part tokens = part.below("special_tokens");
            for (String name : tokens.keys()) {
                Part token = tokens.below(name).only("id", "ids", "tokens");
                List<Integer> ids = token.numbers("ids");
                if (ids.stream().anyMatch(id -> id >= MOST_IDS)) {
                    throw token.unsupported("ids", "ids below " + MOST_IDS);
                }
                special.put(name, ids);
            }
            return new Template(pieces(part, "single", special, 1), pieces(part, "pair", special, 2));
        }

        private static List<Piece> pieces(Part part, String key, Map<String, List<Integer>> special, int texts) {
            List<Piece> pieces = new ArrayList<>();
            for (Part each : part.list(key)) {
                each.only("SpecialToken", "Sequence");
                if (each.has("SpecialToken") == each.has("Sequence")) {
                    throw each.error("either \"SpecialToken\" or \"Sequence\" is required");
                }
                if (each.has("Sequence")) {
                    Part sequence = each.below("Sequence").only("id", "type_id");
                    String id = sequence.text("id");
                    if (!id.equals("A") && !(id.equals("B") && texts == 2)) {
                        throw sequence.unsupported("id", texts == 1 ? "A" : "A or B");
                    }
                    pieces.add(Piece.text(id.equals("A") ? 0 : 1, sequence.number("type_id", 0)));
                } else {
                    Part token = each.below("SpecialToken").only("id", "type_id");
                    List<Integer> ids = special.get(token.text("id"));
                    if (ids == null) {
                        throw token.unsupported("id", "one of " + Printable.names(special.keySet()));
                    }
                    pieces.add(new Piece(-1, ids, token.number("type_id", 0)));
                }
            }
            for (int number = 0; number < texts; number++) {
                int text = number;
                if (pieces.stream().filter(piece -> piece.text == text).count() > 1) {
                    throw part.error(Printable.quoted(key) + " has the text " + (text == 0 ? "A" : "B")
                            + " more than once");
                }
            }
            return pieces;
        }

        @Override
        public int added(boolean two) {
            return (two ? pair : single).stream().mapToInt(piece -> piece.ids.size()).sum();
        }

        @Override
        public Encoding join(Tokens first, @Nullable Tokens second) {
            Joined joined = new Joined();
            for (Piece piece : second == null ? single : pair) {
                if (piece.text < 0) {
                    joined.special(piece.ids, piece.type);
                } else {
                    joined.add(piece.text == 0 || second == null ? first : second, piece.type);
                }
            }
            return joined.done();
        }
    }
}
