package dev.lanewise.notebook;

import dev.lanewise.notebook.Session.Completions;
import dev.lanewise.notebook.Session.Wholeness;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/** Answers questions about code that has not run. */
final class Assistant {
    private static final int MOST = 500;

    private final JShell shell;
    private final SourceCodeAnalysis analysis;
    private final Variables variables;
    private final Sources sources = new Sources(System.getProperty("java.class.path"));

    Assistant(JShell shell, Variables variables) {
        this.shell = shell;
        this.variables = variables;
        analysis = shell.sourceCodeAnalysis();
    }

    Completions complete(String code, int cursor) {
        String before = code.substring(0, cursor);
        int start = lastSnippet(before);
        Completions found = suggest(before.substring(start), start);
        // A name that an earlier statement of the same cell declares is known only together with it.
        return found.names().isEmpty() && start > 0 ? suggest(before, 0) : found;
    }

    private Completions suggest(String code, int start) {
        int[] anchor = {0};
        List<Suggestion> suggestions = new ArrayList<>(analysis.completionSuggestions(code, code.length(), anchor));
        suggestions.sort(Comparator.comparing((Suggestion s) -> !s.matchesType())
                .thenComparing(Suggestion::continuation));
        SequencedSet<String> names = new LinkedHashSet<>();
        suggestions.stream().limit(MOST).forEach(s -> names.add(s.continuation()));
        return new Completions(start + anchor[0], List.copyOf(names));
    }

    @Nullable
    String inspect(String code, int cursor) {
        int end = cursor;
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        int begin = end;
        while (begin > 0 && Character.isJavaIdentifierPart(code.charAt(begin - 1))) {
            begin--;
        }
        int call = end < code.length() && code.charAt(end) == '(' ? end + 1 : end;
        String before = code.substring(0, call);
        int start = lastSnippet(before);
        SequencedSet<String> found = new LinkedHashSet<>();
        String piece = before.substring(start);
        for (Documentation each : analysis.documentation(piece, piece.length(), true)) {
            String javadoc = each.javadoc() == null ? sources.javadoc(each.signature()) : each.javadoc();
            found.add(javadoc == null ? each.signature() : each.signature() + "\n" + text(javadoc));
        }
        if (found.isEmpty()) {
            variable(code.substring(begin, end), found);
        }
        return found.isEmpty() ? null : String.join("\n\n", found);
    }

    /** The first paragraph of a comment, without its marks. */
    private static String text(String javadoc) {
        String first = javadoc.strip().split("\\n\\s*(?=@)|<p>|\\n\\s*\\n", 2)[0];
        return first.replaceAll("\\{@link(?:plain)?\\s+[^\\s(){}]+(?:\\([^)]*\\))?\\s+([^{}]+)}", "$1") // with a label
                .replaceAll("\\{@\\w+\\s+#?([^{}]*)}", "$1").replaceAll("(\\w)#(\\w)", "$1.$2")
                .replaceAll("<[^>]*>", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
                .replaceAll("\\s+", " ").strip();
    }

    private void variable(String name, SequencedSet<String> found) {
        shell.variables().filter(v -> v.name().equals(name)).forEach((VarSnippet v) -> {
            Object value = variables.value(v);
            boolean simple = value instanceof Number || value instanceof Boolean || value instanceof Tensor;
            found.add(v.typeName() + " " + name + (simple ? " = " + value : "")); // others' text may never end
        });
    }

    Wholeness wholeness(String code) {
        List<Cell.Piece> pieces = Cell.of(0, code, analysis).pieces();
        if (pieces.isEmpty() || pieces.getLast().isValid()) {
            return Wholeness.WHOLE;
        }
        return pieces.getLast().completeness() == Completeness.UNKNOWN ? Wholeness.INVALID : Wholeness.INCOMPLETE;
    }

    /** Where the snippet begins that the end of the code is in. */
    private int lastSnippet(String code) {
        int at = 0;
        while (true) {
            SourceCodeAnalysis.CompletionInfo info = analysis.analyzeCompletion(code.substring(at));
            int next = code.length() - info.remaining().length();
            if (!info.completeness().isComplete() || info.remaining().isBlank() || next <= at) {
                return at;
            }
            at = next;
        }
    }
}
