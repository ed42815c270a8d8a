package dev.lanewise.notebook.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.lanewise.notebook.Event;
import dev.lanewise.notebook.Session;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests that need the session. All run on the shell's thread, but for {@link #interrupt}. Cells have a
 * thread of their own: one that they pass on may be interrupted when they are long over, and on the shell's thread that
 * would hit a socket.
 */
final class Evaluator implements AutoCloseable {
    private static final int PATIENCE = 10_000;
    private static final int TICK = 200;
    private static final long STACK = 16L << 20;

    private final Publisher publisher;
    private final Channel stdin;
    private final Inputs inputs = new Inputs();
    private final ExecutorService cells = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(null, task, "notebook-cells", STACK);
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger running = new AtomicInteger(); // counts up at the start and at the end of each cell
    private final CompletableFuture<Session> session = new CompletableFuture<>();
    private volatile @Nullable Message current;
    private int count;
    private int warmed;

    Evaluator(Publisher publisher, Channel stdin) {
        this.publisher = publisher;
        this.stdin = stdin;
    }

    /** Makes the session, which takes a moment, while the front end greets the kernel. */
    void open() {
        Thread.ofPlatform().daemon().name("notebook-start").start(() -> {
            try {
                Session made = new Session(this::line);
                made.keepStreams();
                session.complete(made);
            } catch (Throwable e) { // said to whoever asks for the session
                session.completeExceptionally(e);
            }
        });
    }

    /** Nothing has been asked for a while: the first answers about code take a second, and are worked out before. */
    void idle() {
        if (session.isDone() && !session.isCompletedExceptionally()) {
            switch (warmed++) {
                case 0 -> session.join().complete("unknown", "unknown".length());
                case 1 -> session.join().inspect("Tensor.zeros(1)", "Tensor.".length());
                default -> warmed = 2;
            }
        }
    }

    /** Runs a cell; the reply. */
    JsonObject execute(Message request) {
        JsonObject content = request.content();
        String code = code(content);
        boolean silent = Message.flag(content, "silent", false);
        boolean stored = !silent && Message.flag(content, "store_history", true);
        if (stored) {
            count++;
            inputs.add(count, code);
        }
        int number = count;
        if (!silent) {
            JsonObject input = Replies.with("code", code);
            input.addProperty("execution_count", number);
            publisher.publish(request.header(), "execute_input", input);
        }
        JsonObject reply = evaluate(request, code, number, !silent);
        reply.addProperty("execution_count", number);
        return reply;
    }

    private JsonObject evaluate(Message request, String code, int number, boolean values) {
        Session open = session.join();
        Event.Failed[] failure = {null};
        current = request;
        running.incrementAndGet();
        try {
            evaluate(open, code, number, event -> {
                if (event instanceof Event.Failed failed) {
                    failure[0] = failed;
                }
                publisher.event(request.header(), number, values, event);
            });
        } finally {
            running.incrementAndGet();
        }
        if (failure[0] != null) {
            return Replies.error(failure[0]);
        }
        JsonObject reply = Replies.ok();
        reply.add("payload", new JsonArray());
        reply.add("user_expressions", expressions(request, open, number));
        return reply;
    }

    private void evaluate(Session open, String code, int number, Consumer<Event> sink) {
        CompletableFuture.runAsync(() -> open.evaluate(code, number, sink), cells).join();
    }

    private JsonObject expressions(Message request, Session open, int number) {
        JsonObject results = new JsonObject();
        if (request.content().get("user_expressions") instanceof JsonObject asked) {
            for (Map.Entry<String, JsonElement> each : asked.entrySet()) {
                List<Event> events = new ArrayList<>();
                evaluate(open, each.getValue().getAsString(), number, events::add);
                results.add(each.getKey(), result(events));
            }
        }
        return results;
    }

    private static JsonObject result(List<Event> events) {
        for (Event event : events) {
            if (event instanceof Event.Failed failure) {
                return Replies.error(failure);
            }
            if (event instanceof Event.Result value) {
                JsonObject json = Replies.data(value.rendering());
                json.addProperty("status", "ok");
                return json;
            }
        }
        String message = "the text is no expression, or has no value";
        return Replies.error("NoValue", message, List.of(message));
    }

    /** Asks the front end for a line; called on the thread of the cell. */
    private String line() throws IOException {
        Message request = current;
        if (request == null || !Message.flag(request.content(), "allow_stdin", false)) {
            throw new IOException("System.in: this front end takes no input");
        }
        // On another thread: an interrupt could close the socket's files.
        CompletableFuture<String> line = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("notebook-stdin").start(() -> ask(request, line));
        try {
            return line.get();
        } catch (InterruptedException e) {
            line.cancel(false);
            throw new InterruptedIOException("interrupted while waiting for a line");
        } catch (ExecutionException e) {
            throw new IOException("the front end could not be asked: " + e.getCause(), e);
        }
    }

    private void ask(Message request, CompletableFuture<String> line) {
        try {
            while (stdin.receive(0) != null) {
                // an answer that came too late
            }
            JsonObject question = Replies.with("prompt", "");
            question.addProperty("password", false);
            stdin.send(request.identities(), "input_request", request.header(), question);
            while (!line.isDone()) {
                Message answer = stdin.receive(TICK);
                if (answer != null && answer.type().equals("input_reply")) {
                    line.complete(Message.text(answer.content(), "value", ""));
                }
            }
        } catch (RuntimeException e) { // the socket is gone
            line.completeExceptionally(e);
        }
    }

    JsonObject complete(JsonObject request) {
        String code = code(request);
        int cursor = cursor(request, code);
        Session.Completions found = session.join().complete(code, cursor);
        JsonArray matches = new JsonArray();
        found.names().forEach(matches::add);
        JsonObject json = Replies.ok();
        json.add("matches", matches);
        json.addProperty("cursor_start", code.codePointCount(0, found.from()));
        json.addProperty("cursor_end", code.codePointCount(0, cursor));
        json.add("metadata", new JsonObject());
        return json;
    }

    JsonObject inspect(JsonObject request) {
        String code = code(request);
        String found = session.join().inspect(code, cursor(request, code));
        JsonObject json = Replies.ok();
        json.addProperty("found", found != null);
        json.add("data", found == null ? new JsonObject() : Replies.with("text/plain", found));
        json.add("metadata", new JsonObject());
        return json;
    }

    JsonObject isComplete(JsonObject request) {
        return switch (session.join().wholeness(code(request))) {
            case WHOLE -> Replies.with("status", "complete");
            case INVALID -> Replies.with("status", "invalid");
            case INCOMPLETE -> {
                JsonObject json = Replies.with("status", "incomplete");
                json.addProperty("indent", "    ");
                yield json;
            }
        };
    }

    JsonObject history(JsonObject request) {
        return inputs.answer(request);
    }

    /** Which evaluation is running; 0 if none is. */
    long running() {
        return session.isDone() && !session.isCompletedExceptionally() ? session.join().running() : 0;
    }

    /** Stops an evaluation, if it still runs; says so if it takes no notice. Called on another thread. */
    void interrupt(long evaluation) {
        if (evaluation == 0 || !session.join().interrupt(evaluation)) {
            return;
        }
        int now = running.get();
        Message request = current;
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(PATIENCE);
            } catch (InterruptedException e) {
                return;
            }
            if (running.get() == now && request != null) {
                publisher.publish(request.header(), "stream", Replies.stream(true,
                        "the cell is in code that does not look whether it is to stop; restart the kernel if it goes"
                                + " on\n"));
            }
        });
    }

    @Override
    public void close() {
        cells.shutdown();
        if (session.isDone() && !session.isCompletedExceptionally()) {
            session.join().close();
        }
    }

    private static String code(JsonObject request) {
        if (!request.has("code") || !request.get("code").isJsonPrimitive()) {
            throw new IllegalArgumentException("the request has no code");
        }
        return request.get("code").getAsString();
    }

    /** Jupyter counts characters, Java halves of surrogate pairs. */
    private static int cursor(JsonObject request, String code) {
        int points = code.codePointCount(0, code.length());
        return code.offsetByCodePoints(0, Math.clamp(Message.number(request, "cursor_pos", points), 0, points));
    }
}
