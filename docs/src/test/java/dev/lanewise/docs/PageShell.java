package dev.lanewise.docs;

import dev.lanewise.workshop.Shell;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.LocalExecutionControlProvider;

/**
 * Runs blocks of Java one after the other in a JShell of this process, which has one working folder for all: so each
 * page has a process of its own. Pages need no imports of Java's base module, nor of Lanewise's packages.
 */
final class PageShell implements AutoCloseable {
    private final JShell shell;

    /** A block that does not run: a sentence, and the line of the block, from 0. */
    static final class BlockException extends Exception {
        private static final long serialVersionUID = 1;

        private final int line;

        BlockException(int line, String message) {
            super(message);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    PageShell() throws BlockException {
        shell = JShell.builder()
                .executionEngine(new LocalExecutionControlProvider(), null)
                .compilerOptions("--add-modules", "jdk.incubator.vector", "-classpath",
                        System.getProperty("java.class.path"))
                .build();
        evaluate(Shell.imports());
    }

    /** Runs a block and returns what it has printed. */
    String run(String code) throws BlockException {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            evaluate(code);
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void evaluate(String code) throws BlockException {
        String rest = code;
        while (!rest.isBlank()) {
            int start = code.length() - rest.length();
            CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (info.completeness() == Completeness.EMPTY) {
                return; // comments
            }
            if (info.completeness() == Completeness.DEFINITELY_INCOMPLETE) {
                throw new BlockException(lineOf(code, start, rest), "the code is not complete");
            }
            String source = info.source() == null ? rest : info.source();
            for (SnippetEvent event : shell.eval(source)) {
                check(event, code, start, source);
            }
            rest = info.source() == null ? "" : info.remaining();
        }
        DeclarationSnippet unfinished = shell.snippets().filter(this::isUnfinished)
                .map(DeclarationSnippet.class::cast).findFirst().orElse(null);
        if (unfinished != null) {
            int start = Math.max(0, code.indexOf(unfinished.source().strip()));
            throw new BlockException(lines(code, start), "uses what the page does not define: "
                    + shell.unresolvedDependencies(unfinished).collect(Collectors.joining(", ")));
        }
    }

    /** Such as a method that calls one that may follow, but not in this block. */
    private boolean isUnfinished(Snippet snippet) {
        Status status = shell.status(snippet);
        return status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED;
    }

    private void check(SnippetEvent event, String code, int start, String source) throws BlockException {
        int line = lineOf(code, start, source);
        if (event.status() == Status.REJECTED) {
            Diag error = shell.diagnostics(event.snippet()).filter(Diag::isError).findFirst().orElseThrow();
            int at = start + Math.clamp(error.getStartPosition(), 0, source.length());
            throw new BlockException(lines(code, at), error.getMessage(Locale.ROOT).lines()
                    .map(String::strip).collect(Collectors.joining("; ")));
        }
        JShellException exception = event.exception();
        if (exception != null) {
            String name = exception instanceof EvalException thrown
                    ? thrown.getExceptionClassName()
                    : exception.getClass().getSimpleName();
            throw new BlockException(line, name + ": " + exception.getMessage());
        }
    }

    /** The line of the first character of a snippet that is not a space. */
    private static int lineOf(String code, int start, String source) {
        return lines(code, start + (source.length() - source.stripLeading().length()));
    }

    private static int lines(String code, int offset) {
        return (int) code.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    @Override
    public void close() {
        shell.close();
    }
}
