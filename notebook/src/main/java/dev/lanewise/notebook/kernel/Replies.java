package dev.lanewise.notebook.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.lanewise.notebook.Event;
import dev.lanewise.notebook.Rendering;
import org.jspecify.annotations.Nullable;

/** The contents of messages that the kernel sends. */
final class Replies {
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private Replies() {}

    /** An object with one text. */
    static JsonObject with(String name, String value) {
        JsonObject json = new JsonObject();
        json.addProperty(name, value);
        return json;
    }

    static JsonObject ok() {
        return with("status", "ok");
    }

    static JsonObject error(String name, String message, Iterable<String> lines) {
        JsonObject json = with("status", "error");
        json.addProperty("ename", name);
        json.addProperty("evalue", message);
        JsonArray traceback = new JsonArray();
        for (String line : lines) {
            traceback.add(traceback.isEmpty() ? RED + line + PLAIN : line);
        }
        json.add("traceback", traceback);
        return json;
    }

    static JsonObject error(Event.Failed failure) {
        return error(failure.name(), failure.message(), failure.lines());
    }

    static JsonObject kernelInfo() {
        JsonObject language = with("name", "java");
        language.addProperty("version", Runtime.version().toString());
        language.addProperty("mimetype", "text/x-java");
        language.addProperty("file_extension", ".jsh");
        language.addProperty("pygments_lexer", "java");
        language.addProperty("codemirror_mode", "text/x-java");
        language.addProperty("nbconvert_exporter", "script");
        JsonObject json = ok();
        json.addProperty("protocol_version", Wire.VERSION);
        json.addProperty("implementation", "lanewise");
        json.addProperty("implementation_version", "0.1.0");
        json.add("language_info", language);
        json.addProperty("banner", "Java " + Runtime.version().feature() + " with Lanewise");
        json.addProperty("debugger", false);
        json.add("supported_features", new JsonArray());
        json.add("help_links", new JsonArray());
        return json;
    }

    /** What is shown, by type. */
    static JsonObject data(Rendering rendering) {
        JsonObject data = new JsonObject();
        rendering.forms().forEach(data::addProperty);
        JsonObject json = new JsonObject();
        json.add("data", data);
        json.add("metadata", new JsonObject());
        return json;
    }

    static JsonObject display(Rendering rendering, @Nullable String id) {
        JsonObject json = data(rendering);
        json.add("transient", id == null ? new JsonObject() : with("display_id", id));
        return json;
    }

    static JsonObject stream(boolean error, String text) {
        JsonObject json = with("name", error ? "stderr" : "stdout");
        json.addProperty("text", text);
        return json;
    }
}
