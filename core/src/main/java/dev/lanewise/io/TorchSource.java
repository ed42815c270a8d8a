package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An open file of PyTorch: its pickle as data, and where the storages lie that the pickle refers to. */
final class TorchSource {
    private final OpenFile file;
    private final PickleInput pickle;
    private final Object root;
    private final ByteOrder order;
    private final Map<String, ZipMember> places;
    private final long storedBytes;
    private final Set<ZipMember> checked = ConcurrentHashMap.newKeySet();

    /**
     * A file.
     *
     * @param pickle that was read, for errors in it
     * @param root what it holds
     * @param order of the bytes of the elements
     * @param places of the storages, by their keys
     */
    TorchSource(OpenFile file, PickleInput pickle, Object root, ByteOrder order, Map<String, ZipMember> places) {
        this.file = file;
        this.pickle = pickle;
        this.root = root;
        this.order = order;
        this.places = places;
        this.storedBytes = places.values().stream().mapToLong(ZipMember::size).sum();
    }

    /** Bytes of a storage. */
    @FunctionalInterface
    interface Reading<T> {
        T from(NpyBytes in) throws IOException;
    }

    /** Reads all of a file but the storages. */
    static TorchSource open(OpenFile file) throws IOException {
        ByteBuffer begin = ByteBuffer.allocate((int) Math.min(Integer.BYTES, file.size()));
        file.readFully(begin, 0, "its first bytes");
        begin.flip();
        if (begin.remaining() >= 2 && begin.get(0) == 'P' && begin.get(1) == 'K') {
            return TorchArchive.open(file);
        }
        if (begin.hasRemaining() && Byte.toUnsignedInt(begin.get(0)) == PickleCode.PROTO) {
            return TorchStream.open(file);
        }
        StringBuilder hex = new StringBuilder();
        while (begin.hasRemaining()) {
            hex.append(String.format("%02x", begin.get()));
        }
        throw file.error(0, "the file begins with " + (hex.isEmpty() ? "nothing" : "0x" + hex)
                + ", neither with a zip archive nor with a pickle: is it of torch.save?");
    }

    OpenFile file() {
        return file;
    }

    Object root() {
        return root;
    }

    ByteOrder order() {
        return order;
    }

    /** An error in the pickle. */
    FormatException error(long at, String reason) {
        return pickle.error(at, reason);
    }

    /** How many bytes the pickle has; what is made of it takes time and memory in proportion. */
    long pickleBytes() {
        return pickle.position();
    }

    /** How many bytes all storages have. */
    long storedBytes() {
        return storedBytes;
    }

    /** Makes sure that the file has a storage, of the size that the pickle says. */
    void require(TorchStorage storage) {
        ZipMember place = places.get(storage.key());
        if (place == null) {
            throw error(storage.at(), "storage " + Printable.quoted(storage.key()) + " is not in the file");
        }
        if (place.size() / storage.type().bytes != storage.count()) {
            throw error(storage.at(), "storage " + Printable.quoted(storage.key()) + " would have " + storage.count()
                    + " elements of " + storage.type() + ", and has " + place.size() + " bytes");
        }
    }

    /**
     * Reads some bytes of a storage. The first time, all of its other bytes are read too, for the checksum.
     *
     * @param begin the first
     * @param count how many are read
     * @param scratch for the others
     */
    <T> T read(TorchStorage storage, long begin, long count, ByteBuffer scratch, Reading<T> reading)
            throws IOException {
        ZipMember place = places.get(storage.key());
        if (place == null) {
            throw new AssertionError("a storage that require has not seen");
        }
        boolean isStored = place.method() == ZipDirectory.STORED;
        if (isStored && (place.crc() == 0 || checked.contains(place))) { // 0: torch.save was told to compute none
            return reading.from(bytes(place, begin));
        }
        try (ZipInput in = new ZipInput(file, place)) {
            skip(in, 0, begin, scratch);
            T result = reading.from(in);
            skip(in, begin + count, place.size() - begin - count, scratch);
            in.finish();
            if (isStored) {
                checked.add(place);
            }
            return result;
        }
    }

    private static void skip(ZipInput in, long from, long count, ByteBuffer scratch) throws IOException {
        for (long done = 0; done < count; done += scratch.limit()) {
            scratch.clear().limit((int) Math.min(scratch.capacity(), count - done));
            in.fill(scratch, from + done, "a storage");
        }
        scratch.clear();
    }

    private NpyBytes bytes(ZipMember place, long begin) {
        return new NpyBytes() {
            private long at = begin;

            @Override
            public long size() {
                return place.size();
            }

            @Override
            public int read(ByteBuffer target) throws IOException {
                int count = file.channel().read(target, place.data() + at);
                at += Math.max(count, 0);
                return count;
            }

            @Override
            public void finish() {
                // Known already.
            }

            @Override
            public FormatException error(long position, String reason) {
                return file.error(place.data(), "storage " + Printable.quoted(place.name()) + ", byte " + position
                        + ": " + reason);
            }
        };
    }
}
