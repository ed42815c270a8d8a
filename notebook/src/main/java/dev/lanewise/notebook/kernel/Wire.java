package dev.lanewise.notebook.kernel;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.lanewise.text.Printable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Messages as frames: identities, a delimiter, the signature, and four JSON objects (header, parent's header, metadata,
 * content). The signature is the HMAC-SHA256 of these; a message with another one is refused.
 */
public final class Wire {
    /** The version of the protocol that the kernel speaks. */
    static final String VERSION = "5.3";

    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final int PARTS = 4;
    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private final byte[] key;
    private final String session = UUID.randomUUID().toString();

    /** Signs and checks with {@code key}; neither if it is empty. */
    public Wire(String key) {
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    /** Thrown at frames that are no message of the front end. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** Reads a message. */
    public Message read(List<byte[]> frames) throws Refused {
        int delimiter = 0;
        while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
            delimiter++;
        }
        if (frames.size() < delimiter + 2 + PARTS) {
            throw new Refused("a message of " + frames.size() + " frames has no delimiter, or ends too early");
        }
        List<byte[]> parts = frames.subList(delimiter + 2, delimiter + 2 + PARTS);
        byte[] signature = frames.get(delimiter + 1);
        if (key.length > 0 && !MessageDigest.isEqual(signature, signature(parts))) {
            throw new Refused("a message whose signature is wrong: it does not come from the front end");
        }
        try {
            return new Message(List.copyOf(frames.subList(0, delimiter)), json(parts.get(0)), json(parts.get(1)),
                    json(parts.get(3)));
        } catch (JsonParseException | IllegalStateException e) {
            throw new Refused("a message that is no JSON: " + Printable.sentence(String.valueOf(e.getMessage())));
        }
    }

    private static JsonObject json(byte[] part) {
        return JsonParser.parseString(new String(part, StandardCharsets.UTF_8)).getAsJsonObject();
    }

    /** The frames of a new message, an answer to what {@code parent} is the header of. */
    public List<byte[]> frames(List<byte[]> identities, String type, JsonObject parent, JsonObject content) {
        JsonObject header = new JsonObject();
        header.addProperty("msg_id", UUID.randomUUID().toString());
        header.addProperty("session", session);
        header.addProperty("username", "kernel");
        header.addProperty("date", Instant.now().truncatedTo(ChronoUnit.MICROS).toString());
        header.addProperty("msg_type", type);
        header.addProperty("version", VERSION);
        List<byte[]> parts = List.of(bytes(header), bytes(parent), bytes(new JsonObject()), bytes(content));
        List<byte[]> frames = new ArrayList<>(identities);
        frames.add(DELIMITER);
        frames.add(key.length == 0 ? new byte[0] : signature(parts));
        frames.addAll(parts);
        return frames;
    }

    private static byte[] bytes(JsonObject json) {
        return GSON.toJson(json).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] signature(List<byte[]> parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            parts.forEach(mac::update);
            return HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HMAC-SHA256", e);
        }
    }
}
