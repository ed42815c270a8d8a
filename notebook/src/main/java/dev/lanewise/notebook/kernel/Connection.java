package dev.lanewise.notebook.kernel;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the front end waits for the kernel: the connection file that Jupyter writes. */
public record Connection(String transport, String ip, int shell, int control, int stdin, int iopub, int heartbeat,
        String key) {

    /** Reads a connection file; refuses one that lacks an entry, with a sentence. */
    public static Connection read(Path file) throws IOException {
        try {
            return of(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException e) {
            throw new IOException("connection file " + Printable.path(file) + " is not a JSON object", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("connection file " + Printable.path(file) + ": " + e.getMessage(), e);
        }
    }

    static Connection of(JsonObject json) {
        String scheme = text(json, "signature_scheme");
        String key = text(json, "key");
        if (!key.isEmpty() && !scheme.equals("hmac-sha256")) {
            throw new IllegalArgumentException("messages signed by " + Printable.quoted(scheme)
                    + " are not understood, only by hmac-sha256");
        }
        return new Connection(text(json, "transport"), text(json, "ip"), port(json, "shell_port"),
                port(json, "control_port"), port(json, "stdin_port"), port(json, "iopub_port"), port(json, "hb_port"),
                key);
    }

    private static String text(JsonObject json, String name) {
        JsonElement value = json.get(name);
        if (value == null || !value.isJsonPrimitive()) {
            throw new IllegalArgumentException("there is no " + name);
        }
        return value.getAsString();
    }

    private static int port(JsonObject json, String name) {
        String text = text(json, name);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is no port: " + Printable.brief(text), e);
        }
    }

    /** The address of one of the ports. */
    String address(int port) {
        return transport + "://" + ip + (transport.equals("ipc") ? "-" : ":") + port;
    }
}
