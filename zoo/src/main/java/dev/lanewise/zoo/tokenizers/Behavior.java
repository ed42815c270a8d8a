package dev.lanewise.zoo.tokenizers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What becomes of the places where a text is split. */
enum Behavior {
    REMOVED, ISOLATED, MERGED_WITH_PREVIOUS, MERGED_WITH_NEXT, CONTIGUOUS;

    static Behavior read(Part part, String key) {
        return switch (part.text(key)) {
            case "Removed" -> REMOVED;
            case "Isolated" -> ISOLATED;
            case "MergedWithPrevious" -> MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> MERGED_WITH_NEXT;
            case "Contiguous" -> CONTIGUOUS;
            default ->
                throw part.unsupported(key, "Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
        };
    }

    /** Splits at the places that match, or at all else where that is turned round. */
    void split(Aligned text, Matching matching, boolean invert, Consumer<Aligned> parts) {
        List<Piece> pieces = merged(pieces(text, matching, invert));
        for (Piece piece : pieces) {
            if (this != REMOVED || !piece.matches) {
                parts.accept(text.part(piece.from, piece.to));
            }
        }
    }

    private record Piece(int from, int to, boolean matches) {}

    private static List<Piece> pieces(Aligned text, Matching matching, boolean invert) {
        List<Piece> pieces = new ArrayList<>();
        int done = text.from;
        for (Matching.Range range : matching.find(text)) {
            if (done < range.from()) {
                pieces.add(new Piece(done, range.from(), invert));
            }
            pieces.add(new Piece(range.from(), range.to(), !invert));
            done = range.to();
        }
        if (done < text.to) {
            pieces.add(new Piece(done, text.to, invert));
        }
        return pieces;
    }

    private List<Piece> merged(List<Piece> pieces) {
        if (this == REMOVED || this == ISOLATED) {
            return pieces;
        }
        List<Piece> merged = new ArrayList<>();
        boolean backwards = this == MERGED_WITH_NEXT;
        boolean matched = false;
        boolean first = true;
        for (Piece piece : backwards ? pieces.reversed() : pieces) {
            boolean joins = !first && (this == CONTIGUOUS ? piece.matches == matched : piece.matches && !matched);
            if (joins) {
                Piece last = merged.removeLast();
                merged.add(backwards
                        ? new Piece(piece.from, last.to, last.matches)
                        : new Piece(last.from, piece.to, last.matches));
            } else {
                merged.add(piece);
            }
            matched = piece.matches;
            first = false;
        }
        return backwards ? merged.reversed() : merged;
    }
}
