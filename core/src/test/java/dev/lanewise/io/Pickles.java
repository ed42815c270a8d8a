package dev.lanewise.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes pickles operation by operation, and the files that they are in. */
final class Pickles {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A pickle of protocol 2. */
    Pickles() {
        op(0x80, 2);
    }

    Pickles op(int... bytes) {
        for (int each : bytes) {
            out.write(each);
        }
        return this;
    }

    /** Single characters that are operations. */
    Pickles ops(String operations) {
        out.writeBytes(operations.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    Pickles text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array());
        out.writeBytes(bytes);
        return this;
    }

    Pickles number(long number) {
        op(0x8A, 8);
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array());
        return this;
    }

    Pickles global(String module, String name) {
        return ops("c" + module + "\n" + name + "\n");
    }

    Pickles tuple(long... numbers) {
        op('(');
        for (long number : numbers) {
            number(number);
        }
        return op('t');
    }

    /** A reference to a storage of floats. */
    Pickles storage(String key, long count) {
        return op('(').text("storage").global("torch", "FloatStorage").text(key).text("cpu").number(count).ops("tQ");
    }

    /** A tensor of floats in a storage. */
    Pickles tensor(String key, long count, long offset, long[] shape, long... strides) {
        return global("torch._utils", "_rebuild_tensor_v2").op('(').storage(key, count).number(offset).tuple(shape)
                .tuple(strides).op(0x89).global("collections", "OrderedDict").ops(")RtR");
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** Ends the pickle. */
    byte[] stop() {
        return op('.').bytes();
    }

    /** An archive with a pickle and storages. */
    static byte[] archive(byte[] pickle, Map<String, byte[]> storages) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("a/data.pkl", pickle);
        members.put("a/version", new byte[] {'3', '\n'});
        storages.forEach((key, data) -> members.put("a/data/" + key, data));
        return archive(members);
    }

    /** An archive of members by whole names. */
    static byte[] archive(Map<String, byte[]> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A file of the format before 1.6. */
    static byte[] stream(byte[] content, byte[] keys, List<byte[]> storages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new Pickles().op(0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19).stop());
        out.writeBytes(new Pickles().op('M', 0xE9, 0x03).stop());
        out.writeBytes(new Pickles().op('}').stop());
        out.writeBytes(content);
        out.writeBytes(keys);
        for (byte[] storage : storages) {
            out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(storage.length / 4).array());
            out.writeBytes(storage);
        }
        return out.toByteArray();
    }
}
