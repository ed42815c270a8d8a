package dev.lanewise.notebook.kernel;

import com.google.gson.JsonObject;
import dev.lanewise.notebook.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tells all front ends what happens. */
final class Publisher {
    private final Channel iopub;

    Publisher(Channel iopub) {
        this.iopub = iopub;
    }

    /** Publishes what belongs to the request whose header is {@code parent}. */
    void publish(JsonObject parent, String type, JsonObject content) {
        iopub.send(List.of(type.getBytes(StandardCharsets.UTF_8)), type, parent, content);
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
