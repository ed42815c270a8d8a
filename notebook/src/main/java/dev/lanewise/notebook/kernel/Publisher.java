package dev.lanewise.notebook.kernel;

import com.google.gson.JsonObject;
import dev.lanewise.notebook.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Tells all front ends what happens, in order, from a thread of its own: a cell's thread may be interrupted at any
 * moment, and that could close the socket's files.
 */
final class Publisher {
    private record Note(JsonObject parent, String type, JsonObject content) {}

    private final LinkedBlockingQueue<Note> notes = new LinkedBlockingQueue<>(); // bounded by what a cell may show
    private final Channel iopub;

    Publisher(Channel iopub) {
        this.iopub = iopub;
    }

    /** Sends what was published; waits for it up to {@code millis}. */
    void send(int millis) {
        try {
            Note note = notes.poll(millis, TimeUnit.MILLISECONDS);
            while (note != null) {
                iopub.send(List.of(note.type.getBytes(StandardCharsets.UTF_8)), note.type, note.parent, note.content);
                note = notes.poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Publishes what belongs to the request whose header is {@code parent}. */
    void publish(JsonObject parent, String type, JsonObject content) {
        notes.add(new Note(parent, type, content));
    }

    void status(JsonObject parent, String state) {
        publish(parent, "status", Replies.with("execution_state", state));
    }

    /** Publishes what a cell does; its value only if {@code values}. */
    void event(JsonObject parent, int number, boolean values, Event event) {
        switch (event) {
            case Event.Printed(boolean error, String text) -> publish(parent, "stream", Replies.stream(error, text));
            case Event.Displayed shown -> publish(parent, shown.replaces() ? "update_display_data" : "display_data",
                    Replies.display(shown.rendering(), shown.id()));
            case Event.Result result -> {
                if (values) {
                    JsonObject json = Replies.data(result.rendering());
                    json.addProperty("execution_count", number);
                    publish(parent, "execute_result", json);
                }
            }
            case Event.Failed failure -> {
                if (values) {
                    publish(parent, "error", error(failure));
                }
            }
        }
    }

    private static JsonObject error(Event.Failed failure) {
        JsonObject json = Replies.error(failure);
        json.remove("status");
        return json;
    }
}
