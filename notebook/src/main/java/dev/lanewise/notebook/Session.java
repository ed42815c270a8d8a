package dev.lanewise.notebook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates cells of Java one after the other, as a notebook does: what one declares, the next ones see. Cells run in
 * this JVM, with Lanewise and all that is on its class path; the usual packages are imported ({@link #IMPORTS}).
 *
 * <p>A cell that throws, that is interrupted, or that declares again what others use leaves the session usable. While a
 * cell runs, {@link System#out}, {@code err} and {@code in} are the session's; so the sessions of a JVM take turns. One
 * thread evaluates at a time; any may call {@link #interrupt}.
 */
public final class Session implements AutoCloseable {
    /** What every cell sees without importing it. Names of these packages go before those of {@code java.base}. */
    public static final List<String> IMPORTS = List.of(
            "import module java.base;",
            "import dev.lanewise.data.*;",
            "import dev.lanewise.data.images.*;",
            "import dev.lanewise.io.*;",
            "import dev.lanewise.loss.*;",
            "import dev.lanewise.metrics.*;",
            "import dev.lanewise.nn.*;",
            "import dev.lanewise.nn.activations.*;",
            "import dev.lanewise.optim.*;",
            "import dev.lanewise.plot.*;",
            "import dev.lanewise.random.*;",
            "import dev.lanewise.tensor.*;",
            "import dev.lanewise.train.*;",
            "import dev.lanewise.train.callbacks.*;",
            "import dev.lanewise.notebook.*;",
            "import static dev.lanewise.notebook.Notebook.*;");

    private static final ReentrantLock TURN = new ReentrantLock();

    private final Interrupts interrupts = new Interrupts();
    private final Console console = new Console();
    private final Renderer renderer = new Renderer();
    private final CellControl control;
    private final JShell shell;
    private final Variables variables;
    private final Assistant assistant;
    private final Keyboard keyboard;
    private volatile boolean keepsStreams;
    private int count;
    private String place = ""; // of the snippet that is being evaluated

    /** Where lines come from that a cell reads from {@link System#in}. */
    @FunctionalInterface
    public interface Input {
        /** The next line, without its end; throws with a sentence if there can be none. */
        String line() throws IOException;
    }

    /** What could stand in the place of the characters from {@code from} to the cursor, the likeliest first. */
    public record Completions(int from, List<String> names) {}

    /** Whether a text is a whole cell, needs more lines, or is no Java. */
    public enum Wholeness {
        WHOLE, INCOMPLETE, INVALID
    }

    /** A session whose cells cannot read from {@link System#in}. */
    public Session() {
        this(() -> {
            throw new IOException("System.in: this session takes no input");
        });
    }

    /** A session that asks {@code input} for what cells read from {@link System#in}. */
    public Session(Input input) {
        CellLoader loader = new CellLoader(Session.class.getClassLoader());
        control = new CellControl(loader, interrupts);
        keyboard = new Keyboard(input, console);
        shell = JShell.builder()
                .executionEngine(new Engine(control), Map.of())
                .compilerOptions("--add-modules", "jdk.incubator.vector")
                .idGenerator((snippet, index) -> place.isEmpty() ? "import" + index : place + index)
                .build();
        shell.addToClasspath(System.getProperty("java.class.path"));
        variables = new Variables(shell, control);
        assistant = new Assistant(shell, variables);
        for (String line : IMPORTS) {
            if (shell.eval(line).stream().anyMatch(e -> e.status() != Status.VALID)) {
                throw new IllegalStateException("session: '" + line + "' failed; the class path is "
                        + System.getProperty("java.class.path"));
            }
        }
    }

    /** Evaluates a cell, numbered after the one before, and returns all that it did. */
    public List<Event> evaluate(String source) {
        List<Event> events = new ArrayList<>();
        evaluate(source, count + 1, events::add);
        return events;
    }

    /**
     * Evaluates a cell and hands out what it does while it runs; the calls come one at a time, from several threads. If
     * the cell fails, the last event says so, and the result is false. Errors name the cell by {@code number}.
     */
    public boolean evaluate(String source, int number, Consumer<Event> sink) {
        TURN.lock();
        Console.Streams before = Console.Streams.current();
        try {
            count = number;
            keyboard.begin();
            console.begin(sink);
            new Console.Streams(console.out(), console.err(), keyboard.stream()).set();
            Notebook.use(new Screen(console, renderer));
            interrupts.begin();
            Event.Failed failure = attempt(number, source);
            console.end();
            if (failure != null) {
                console.send(failure);
            }
            return failure == null;
        } finally {
            interrupts.end();
            if (!keepsStreams) {
                before.set();
            }
            TURN.unlock();
        }
    }

    /** Makes {@link System#out} and {@code err} the session's between cells as well, for threads that cells started. */
    public void keepStreams() {
        keepsStreams = true;
        new Console.Streams(console.out(), console.err(), keyboard.stream()).set();
    }

    /** Whatever goes wrong, the cell is answered by an event. */
    private Event.@Nullable Failed attempt(int number, String source) {
        Cell cell = new Cell(number, source, List.of());
        try {
            cell = Cell.of(number, source, shell.sourceCodeAnalysis());
            return run(cell);
        } catch (RuntimeException | Error e) {
            return e instanceof StopSwitch.Stop || interrupts.requested()
                    ? Failures.interrupted(cell, null)
                    : Failures.unexpected(cell, e);
        }
    }

    private Event.@Nullable Failed run(Cell cell) {
        List<Cell.Piece> pieces = cell.pieces();
        renderer.begin();
        if (!pieces.isEmpty() && !pieces.getLast().isValid()) { // nothing has run yet, and nothing will
            return compileError(cell, pieces.getLast());
        }
        try {
            List<DeclarationSnippet> unfinished = new ArrayList<>();
            for (Cell.Piece piece : pieces) {
                Event.Failed failure = run(cell, piece, piece == pieces.getLast(), unfinished);
                if (failure != null) {
                    return failure;
                }
            }
            for (DeclarationSnippet snippet : unfinished) {
                if (shell.status(snippet) == Status.RECOVERABLE_DEFINED
                        || shell.status(snippet) == Status.RECOVERABLE_NOT_DEFINED) {
                    note(Failures.missing(shell, snippet));
                }
            }
            return null;
        } finally {
            place = "";
            control.takeValue();
            control.takeThrown();
            variables.align();
        }
    }

    private Event.Failed compileError(Cell cell, Cell.Piece piece) {
        List<SnippetEvent> events = eval(cell, piece);
        return Failures.compile(cell, piece, events.isEmpty()
                ? List.of()
                : shell.diagnostics(events.getFirst().snippet()).toList());
    }

    private List<SnippetEvent> eval(Cell cell, Cell.Piece piece) {
        place = Failures.id(cell.number(), cell.line(piece.start()), 0).replaceFirst("0$", "");
        return shell.eval(piece.source());
    }

    private Event.@Nullable Failed run(Cell cell, Cell.Piece piece, boolean last, List<DeclarationSnippet> unfinished) {
        if (interrupts.requested()) {
            return Failures.interrupted(cell, null);
        }
        for (SnippetEvent event : eval(cell, piece)) {
            Snippet snippet = event.snippet();
            if (event.status() == Status.REJECTED && event.causeSnippet() == null) {
                return Failures.compile(cell, piece, shell.diagnostics(snippet).toList());
            }
            boolean moved = snippet instanceof VarSnippet variable && variables.note(variable);
            if (moved && event.causeSnippet() != null) {
                note(((VarSnippet) snippet).name() + " is null now, as its type was declared again");
            }
            if (snippet instanceof DeclarationSnippet declaration && event.status() != Status.VALID) {
                unfinished.add(declaration);
            }
            JShellException exception = event.exception();
            if (interrupts.requested()) {
                return Failures.interrupted(cell, exception);
            }
            if (exception != null) {
                return Failures.thrown(shell, exception, control.takeThrown());
            }
            String broken = control.takeBroken();
            if (broken != null) {
                throw new IllegalStateException("session: a snippet could not be started: " + broken);
            }
            if (last && event.causeSnippet() == null && piece.asks() && isExpression(snippet)) {
                return show(cell);
            }
        }
        return null;
    }

    private static boolean isExpression(Snippet snippet) {
        return snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND
                || snippet instanceof ExpressionSnippet && snippet.subKind() != SubKind.ASSIGNMENT_SUBKIND;
    }

    /** Shows the last value: its text comes from code of the cell, which may print, fail or never end. */
    private Event.@Nullable Failed show(Cell cell) {
        Object value = control.takeValue();
        interrupts.enter();
        try {
            console.send(new Event.Result(value, renderer.renderResult(value)));
            return null;
        } catch (StopSwitch.Stop e) {
            return Failures.interrupted(cell, null);
        } finally {
            interrupts.leave();
        }
    }

    private void note(String text) {
        console.send(new Event.Printed(true, "note: " + text + "\n"));
    }

    /** Stops the cell that is running, from any thread; false if there is none. */
    public boolean interrupt() {
        return interrupt(running());
    }

    /**
     * Which evaluation is running, from 1 on; 0 if none is. Whoever wants to stop it, but has something else to do
     * first, asks for it at once: {@link #interrupt(long)} then leaves the next one alone.
     */
    public long running() {
        return interrupts.running();
    }

    /** Stops this evaluation, from any thread; false if it is no longer the one that is running. */
    public boolean interrupt(long evaluation) {
        return interrupts.request(evaluation);
    }

    /** What could stand at the cursor. */
    public Completions complete(String code, int cursor) {
        return assistant.complete(code, cursor);
    }

    /** What is known of the name at the cursor: signatures, a variable's type; null if nothing. */
    public @Nullable String inspect(String code, int cursor) {
        return assistant.inspect(code, cursor);
    }

    /** Whether the code is a whole cell. */
    public Wholeness wholeness(String code) {
        return assistant.wholeness(code);
    }

    @Override
    public void close() {
        console.close();
        shell.close();
    }

    /** Where {@link Notebook} shows what cells hand to it. */
    record Screen(Console console, Renderer renderer) {
        void show(@Nullable Object value, @Nullable String name) {
            Rendering rendering = renderer.render(value);
            String known = name == null ? null : renderer.id(name);
            if (known == null ? !renderer.admits(rendering) : !renderer.admitsInPlace(rendering)) {
                if (renderer.tells()) {
                    console.send(new Event.Printed(true, Renderer.TOO_MUCH + "\n"));
                }
            } else if (known != null) {
                console.replace(new Event.Displayed(rendering, known, true));
            } else {
                console.send(new Event.Displayed(rendering, name == null ? null : renderer.newId(name), false));
            }
        }
    }

    private record Engine(DirectExecutionControl control) implements ExecutionControlProvider {
        @Override
        public String name() {
            return "cells";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
            return control;
        }
    }
}
