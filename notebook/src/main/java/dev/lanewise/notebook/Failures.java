package dev.lanewise.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.UnresolvedReferenceException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong in a cell: in the reader's words and lines, without the kernel's own stack. */
final class Failures {
    private static final Pattern OUTDATED = Pattern.compile("types: (\\S+) cannot be converted to \\1\\b");
    private static final int FRAMES = 12;
    private static final int CAUSES = 5;
    private static final int ERRORS = 10;

    private Failures() {}

    /** The name of a snippet, from which {@link #place} tells where it is. */
    static String id(int cell, int line, int index) {
        return cell + ":" + line + ":" + index;
    }

    /** The cell and line of line {@code line} of the snippet named {@code id}. */
    private static String place(String id, int line) {
        String[] parts = id.split(":", 3);
        return parts.length < 3
                ? "in the session's imports"
                : "cell " + parts[0] + ", line " + (Integer.parseInt(parts[1]) + line - 1);
    }

    /** A cell that the compiler refused. */
    static Event.Failed compile(Cell cell, Cell.Piece piece, List<Diag> diagnostics) {
        List<Diag> errors = diagnostics.stream().filter(Diag::isError).toList();
        if (errors.isEmpty() || piece.completeness() == Completeness.DEFINITELY_INCOMPLETE) {
            return incomplete(cell);
        }
        List<String> lines = new ArrayList<>();
        for (Diag error : errors.stream().limit(ERRORS).toList()) {
            describe(cell, piece, error, lines);
        }
        if (errors.size() > ERRORS) {
            lines.add("... and " + (errors.size() - ERRORS) + " more errors");
        }
        return new Event.Failed("CompileError", lines.getFirst(), lines);
    }

    private static Event.Failed incomplete(Cell cell) {
        int last = Math.max(1, (int) cell.source().stripTrailing().lines().count());
        String message = "cell " + cell.number() + ", line " + last
                + ": the cell ends in the middle of a statement; is a bracket, a quote or a semicolon missing?";
        return new Event.Failed("CompileError", message, List.of(message, "    " + cell.text(last)));
    }

    private static void describe(Cell cell, Cell.Piece piece, Diag error, List<String> lines) {
        int position = piece.start() + (int) Math.max(0, error.getPosition());
        position = Math.min(position, cell.source().length());
        int line = cell.line(position);
        List<String> message = error.getMessage(Locale.ENGLISH).lines()
                .filter(l -> !l.strip().startsWith("location:")).toList();
        lines.add("cell " + cell.number() + ", line " + line + ": " + message.getFirst());
        lines.add("    " + cell.text(line));
        int column = cell.column(position);
        long end = Math.max(error.getEndPosition() - error.getPosition(), 1);
        int marks = Math.clamp(end, 1, Math.max(1, cell.text(line).length() - column));
        lines.add("    " + " ".repeat(column) + "^".repeat(marks));
        message.stream().skip(1).map(l -> "  " + l.strip()).forEach(lines::add);
    }

    /** A definition that cannot be used, as something that it names is missing. */
    static String missing(JShell shell, DeclarationSnippet snippet) {
        String name = snippet.name();
        List<String> unknown = shell.unresolvedDependencies(snippet).toList();
        if (!unknown.isEmpty()) {
            return name + " cannot be used yet: " + String.join(", ", unknown) + " is not declared";
        }
        String reasons = reasons(shell, snippet);
        return name + " cannot be used: " + reasons + (OUTDATED.matcher(reasons).find()
                ? " (a class was declared again: run the cells that make its objects again)"
                : "");
    }

    private static String reasons(JShell shell, Snippet snippet) {
        return String.join("; ", shell.diagnostics(snippet).filter(Diag::isError)
                .map(d -> d.getMessage(Locale.ENGLISH).lines().findFirst().orElse("")).toList());
    }

    /** A cell that threw; {@code thrown} is the exception itself where the session saw it. */
    static Event.Failed thrown(JShell shell, JShellException exception, @Nullable Throwable thrown) {
        if (exception instanceof UnresolvedReferenceException unresolved) {
            String message = missing(shell, unresolved.getSnippet());
            List<String> lines = new ArrayList<>(List.of(message));
            frames(unresolved.getStackTrace(), lines);
            return new Event.Failed("UnresolvedReference", message, lines);
        }
        EvalException thrownThere = (EvalException) exception;
        String name = thrownThere.getExceptionClassName();
        String message = message(name, thrownThere.getMessage(), thrown);
        List<String> lines = new ArrayList<>(List.of(message));
        frames(thrownThere.getStackTrace(), lines);
        Throwable cause = thrownThere.getCause();
        for (int i = 0; i < CAUSES && cause instanceof EvalException e; i++) {
            lines.add("caused by " + message(e.getExceptionClassName(), e.getMessage(), null));
            frames(e.getStackTrace(), lines);
            cause = e.getCause();
        }
        return new Event.Failed(name, message, lines);
    }

    private static String message(String name, @Nullable String message, @Nullable Throwable thrown) {
        String simple = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
        if (thrown instanceof StopSwitch.Exit) {
            return "System.exit: " + message;
        }
        if (thrown instanceof StackOverflowError) {
            return simple + ": the calls are nested too deeply; does a method call itself without an end?";
        }
        if (thrown instanceof OutOfMemoryError) {
            return simple + ": " + message + "; the session has " + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MB, and JDK_JAVA_OPTIONS=-Xmx8g would give it 8 GB";
        }
        return message == null ? simple : simple + ": " + message;
    }

    /** Adds the frames in cells; in front of them, where that is not in a cell, the method that threw. */
    private static void frames(StackTraceElement[] stack, List<String> lines) {
        String first = stack.length == 0 ? "" : stack[0].getClassName();
        if (stack.length > 0 && !isCell(stack[0]) && !first.startsWith(Session.class.getPackageName())) {
            lines.add("  in " + first + "." + stack[0].getMethodName());
        }
        places(stack, lines);
    }

    /** Adds the frames in cells, equal ones that follow each other once. */
    private static void places(StackTraceElement[] stack, List<String> lines) {
        List<String> places = new ArrayList<>();
        List<Integer> times = new ArrayList<>();
        for (StackTraceElement frame : stack) {
            if (isCell(frame)) {
                String place = place(frame);
                if (!places.isEmpty() && places.getLast().equals(place)) {
                    times.set(times.size() - 1, times.getLast() + 1);
                } else {
                    places.add(place);
                    times.add(1);
                }
            }
        }
        for (int i = 0; i < Math.min(places.size(), FRAMES); i++) {
            lines.add("  at " + places.get(i) + (times.get(i) > 1 ? " (" + times.get(i) + " times)" : ""));
        }
        if (places.size() > FRAMES) {
            lines.add("  ... and " + (places.size() - FRAMES) + " more");
        }
    }

    private static boolean isCell(StackTraceElement frame) {
        return Objects.requireNonNullElse(frame.getFileName(), "").startsWith("#");
    }

    private static String place(StackTraceElement frame) {
        String method = frame.getMethodName();
        boolean named = !method.isEmpty() && !method.startsWith("lambda$") && !method.startsWith("do_it$");
        return place(frame.getFileName().substring(1), frame.getLineNumber()) + (named ? ", in " + method : "");
    }

    /** A cell that the session could not run to its end, be it by its own fault. */
    static Event.Failed unexpected(Cell cell, Throwable e) {
        String message = "cell " + cell.number() + " could not be run to its end: " + text(e);
        return new Event.Failed(e.getClass().getName(), message, List.of(message));
    }

    /** An exception in words, also where its own words cannot be had. */
    static String text(Throwable e) {
        try {
            return e.toString();
        } catch (StopSwitch.Stop stop) {
            throw stop;
        } catch (RuntimeException | Error _) {
            return e.getClass().getName();
        }
    }

    /** A cell that was interrupted. */
    static Event.Failed interrupted(Cell cell, @Nullable JShellException exception) {
        String message = "Interrupted: cell " + cell.number() + " was stopped; what it had computed so far is kept";
        List<String> lines = new ArrayList<>(List.of(message));
        if (exception != null) {
            places(exception.getStackTrace(), lines);
        }
        return new Event.Failed("Interrupted", message, lines);
    }
}
