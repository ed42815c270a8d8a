package dev.lanewise.train.callbacks;

import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A number by which a state is told from others. */
final class Fingerprint {
    private static final int SHOWN = 16;

    private Fingerprint() {}

    /** Hexadecimal digits that are the same for the same state. */
    static String of(Stateful part) {
        MessageDigest digest = sha256();
        Snapshot state = Snapshot.view(Map.of("state", part));
        new TreeMap<>(state.texts()).forEach((path, text) -> add(digest, path, bytes(text)));
        new TreeMap<>(state.ints()).forEach((path, ints) -> {
            ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, ints.size()));
            buffer.asIntBuffer().put(ints.toArray());
            add(digest, path, buffer.array());
        });
        new TreeMap<>(state.tensors()).forEach((path, tensor) -> {
            ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, tensor.size()));
            buffer.asFloatBuffer().put(tensor.toArray());
            add(digest, path, buffer.array());
        });
        return HexFormat.of().formatHex(digest.digest()).substring(0, SHOWN);
    }

    private static void add(MessageDigest digest, String path, byte[] content) {
        byte[] name = bytes(path);
        digest.update(ByteBuffer.allocate(2 * Integer.BYTES).putInt(name.length).putInt(content.length).array());
        digest.update(name);
        digest.update(content);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }
}
