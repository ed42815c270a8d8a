package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format before PyTorch 1.6, which {@code _use_new_zipfile_serialization=False} still writes: pickles of a magic
 * number, of a version, of sizes of C's types, of the content and of the keys of storages, then each of these, a count
 * of 8 bytes and the elements, little-endian.
 */
final class TorchStream {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    private TorchStream() {}

    static TorchSource open(OpenFile file) throws IOException {
        PickleInput in = new PickleInput(NpyBytes.of(file));
        TorchNames names = new TorchNames();
        if (!MAGIC.equals(Pickle.read(in, names))) {
            throw file.error(0, "the file begins with a pickle of something else than torch.save's magic number");
        }
        Object version = Pickle.read(in, names);
        if (!version.equals(VERSION)) {
            throw in.error("the version of the format is not " + VERSION);
        }
        if (!(Pickle.read(in, names) instanceof Map<?, ?>)) {
            throw in.error("the third pickle is not the sizes of types");
        }
        Object root = Pickle.read(in, names);
        if (!(Pickle.read(in, names) instanceof List<?> keys)) {
            throw in.error("the fifth pickle is not the keys of the storages");
        }
        return new TorchSource(file, in, root, ByteOrder.LITTLE_ENDIAN, places(file, in, keys, names));
    }

    private static Map<String, ZipMember> places(OpenFile file, PickleInput in, List<?> keys, TorchNames names)
            throws IOException {
        Map<String, ZipMember> places = new HashMap<>();
        long at = in.position();
        ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Object key : keys) {
            TorchStorage storage = key instanceof String name ? names.storages().get(name) : null;
            if (storage == null) {
                throw in.error("a key of a storage is none that the content refers to");
            }
            String described = "storage " + Printable.quoted(storage.key());
            if (file.size() - at < Long.BYTES) {
                throw file.error(file.size(), "the file ends before " + described);
            }
            file.readFully(count.clear(), at, described);
            long begin = at + Long.BYTES;
            if (count.getLong(0) != storage.count()) {
                throw file.error(at, described + " would have " + count.getLong(0) + " elements, and the content says "
                        + storage.count());
            }
            if (storage.bytes() > file.size() - begin) {
                throw file.error(file.size(), "the file ends within " + described + " of " + storage.bytes()
                        + " bytes");
            }
            at = begin + storage.bytes();
            if (places.put(storage.key(), new ZipMember(storage.key(), ZipDirectory.STORED, 0, storage.bytes(),
                    storage.bytes(), begin, begin)) != null) {
                throw in.error("the key of " + described + " appears twice");
            }
        }
        if (at != file.size()) {
            throw file.error(at, file.size() - at + " bytes follow the last storage");
        }
        return places;
    }
}
