package dev.lanewise.notebook.kernel;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;

/** A message of Jupyter's protocol; {@code identities} lead back to whoever sent it. */
public record Message(List<byte[]> identities, JsonObject header, JsonObject parent, JsonObject content) {

    /** What kind of message it is, for example {@code execute_request}. */
    public String type() {
        return text(header, "msg_type", "");
    }

    static String text(JsonObject json, String name, String otherwise) {
        JsonElement value = json.get(name);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : otherwise;
    }

    static boolean flag(JsonObject json, String name, boolean otherwise) {
        JsonElement value = json.get(name);
        return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean()
                ? value.getAsBoolean()
                : otherwise;
    }

    static int number(JsonObject json, String name, int otherwise) {
        JsonElement value = json.get(name);
        return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()
                ? value.getAsInt()
                : otherwise;
    }
}
