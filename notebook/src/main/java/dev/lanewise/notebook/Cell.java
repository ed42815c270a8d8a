package dev.lanewise.notebook;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** The source of a cell, and the snippets that JShell takes one by one. */
record Cell(int number, String source, List<Piece> pieces) {

    /**
     * A snippet: its source as JShell wants it, where it starts in the cell, how JShell judged it, and whether an
     * expression here asks for its value, as it does not end with a semicolon.
     */
    record Piece(String source, int start, Completeness completeness, boolean asks) {
        boolean isValid() {
            return completeness.isComplete() && completeness != Completeness.UNKNOWN;
        }
    }

    /** Cuts a cell into snippets; the last piece is invalid where the text is no Java, or ends too early. */
    static Cell of(int number, String source, SourceCodeAnalysis analysis) {
        List<Piece> pieces = new ArrayList<>();
        int at = blanks(source, 0);
        while (at < source.length()) {
            String rest = source.substring(at);
            CompletionInfo info = analysis.analyzeCompletion(rest);
            if (info.completeness() == Completeness.EMPTY) {
                break; // comments
            }
            boolean wrong = info.completeness() == Completeness.UNKNOWN
                    && analysis.sourceToSnippets(rest).stream().anyMatch(s -> s.kind() == Snippet.Kind.ERRONEOUS);
            if (wrong || !info.completeness().isComplete()) {
                pieces.add(new Piece(rest, at, info.completeness(), false));
                break;
            }
            int end = source.length() - info.remaining().length();
            boolean ended = source.substring(at, end).stripTrailing().endsWith(";");
            pieces.add(new Piece(info.source(), at, Completeness.COMPLETE, !ended));
            at = blanks(source, end);
        }
        return new Cell(number, source, List.copyOf(pieces));
    }

    private static int blanks(String source, int from) {
        int at = from;
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The line, from 1 on, that holds the character at {@code position}. */
    int line(int position) {
        return 1 + (int) source.substring(0, Math.min(Math.max(position, 0), source.length())).chars()
                .filter(c -> c == '\n').count();
    }

    /** The text of a line, from 1 on. */
    String text(int line) {
        return source.lines().skip(line - 1L).findFirst().orElse("");
    }

    /** The column, from 0 on, of the character at {@code position}. */
    int column(int position) {
        return position - (source.lastIndexOf('\n', position - 1) + 1);
    }
}
