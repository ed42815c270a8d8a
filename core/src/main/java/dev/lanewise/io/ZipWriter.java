package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes a zip archive whose members do not exist before they are written: each one's header gets sizes and checksum
 * once they are known. All times are the first that the format has, and all sizes have room for large members, as in
 * the archives of NumPy, so that the bytes depend on the members alone.
 */
final class ZipWriter implements AutoCloseable {
    /** 1 January 1980. */
    private static final int FIRST_DAY = 1 << 5 | 1;

    /** The version that knows large members. */
    private static final short VERSION = 45;

    private static final short MADE_ON_UNIX = 3 << 8 | VERSION;

    /** Readable and writable by the owner, as a Unix system keeps it. */
    private static final int PERMISSIONS = 0600 << 16;

    private static final int PACKED_BYTES = 1 << 16;

    private static final byte[] NOTHING = new byte[0];

    private final FileChannel channel;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final ByteBuffer packed = ByteBuffer.allocate(PACKED_BYTES);
    private final List<ZipMember> members = new ArrayList<>();
    private final CRC32 checksum = new CRC32();
    private long size;
    private long at;

    /** Writes to an empty file. */
    ZipWriter(FileChannel channel) {
        this.channel = channel;
    }

    /** Writes a member's bytes. */
    @FunctionalInterface
    interface Content {
        void writeTo(NpyWriter.Target target) throws IOException;
    }

    /** A name's bytes; refuses one that archives cannot have. */
    static ByteBuffer encoded(String name) {
        ByteBuffer bytes;
        try {
            bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "write: the name " + Printable.quoted(name) + " has half of a surrogate pair", e);
        }
        if (bytes.remaining() > ZipDirectory.MANY) {
            throw new IllegalArgumentException("write: the name " + Printable.quoted(name) + " takes "
                    + bytes.remaining() + " bytes, more than " + ZipDirectory.MANY);
        }
        return bytes;
    }

    /** Adds a member, packed or as it is. */
    void add(String name, boolean isPacked, Content content) throws IOException {
        int method = isPacked ? ZipDirectory.DEFLATED : ZipDirectory.STORED;
        ZipMember empty = new ZipMember(name, method, 0, 0, 0, at, -1);
        write(local(empty));
        long data = at;
        size = 0;
        checksum.reset();
        deflater.reset();
        content.writeTo(source -> {
            size += source.remaining();
            checksum.update(source.duplicate());
            if (isPacked) {
                deflater.setInput(source);
                drain();
                deflater.setInput(NOTHING); // it looks at its input again, when the memory may have been freed
            } else {
                write(source);
            }
        });
        if (isPacked) {
            deflater.finish();
            drain();
        }
        ZipMember member = new ZipMember(name, method, checksum.getValue(), at - data, size, empty.header(), data);
        members.add(member);
        ByteBuffer header = local(member);
        for (long position = member.header(); header.hasRemaining();) {
            position += channel.write(header, position);
        }
    }

    /** Writes what the deflater has. */
    private void drain() throws IOException {
        while (deflater.deflate(packed.clear()) > 0) {
            write(packed.flip());
        }
    }

    private void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            at += channel.write(source, at);
        }
    }

    private static ByteBuffer local(ZipMember member) {
        ByteBuffer name = encoded(member.name());
        ByteBuffer header = buffer(ZipDirectory.LOCAL_BYTES + name.remaining() + 20).putInt(ZipDirectory.LOCAL);
        return common(header, member, name)
                .putInt((int) ZipDirectory.LARGE)
                .putInt((int) ZipDirectory.LARGE)
                .putShort((short) name.remaining())
                .putShort((short) 20)
                .put(name)
                .putShort((short) ZipDirectory.ZIP64)
                .putShort((short) (2 * Long.BYTES))
                .putLong(member.size())
                .putLong(member.packed())
                .flip();
    }

    private static ByteBuffer common(ByteBuffer header, ZipMember member, ByteBuffer name) {
        boolean isAscii = name.remaining() == member.name().length();
        return header.putShort(VERSION)
                .putShort((short) (isAscii ? 0 : ZipDirectory.NAME_IS_UTF8))
                .putShort((short) member.method())
                .putShort((short) 0)
                .putShort((short) FIRST_DAY)
                .putInt((int) member.crc());
    }

    private static ByteBuffer central(ZipMember member) {
        ByteBuffer name = encoded(member.name());
        ByteBuffer large = buffer(3 * Long.BYTES);
        int size = field(member.size(), large);
        int packed = field(member.packed(), large);
        int header = field(member.header(), large);
        int extra = large.flip().hasRemaining() ? 4 + large.remaining() : 0;
        ByteBuffer entry = buffer(ZipDirectory.CENTRAL_BYTES + name.remaining() + extra)
                .putInt(ZipDirectory.CENTRAL)
                .putShort(MADE_ON_UNIX);
        common(entry, member, name)
                .putInt(packed)
                .putInt(size)
                .putShort((short) name.remaining())
                .putShort((short) extra)
                .putShort((short) 0) // no comment
                .putShort((short) 0) // the first and only volume
                .putShort((short) 0) // nothing is known of its content
                .putInt(PERMISSIONS)
                .putInt(header)
                .put(name);
        if (extra > 0) {
            entry.putShort((short) ZipDirectory.ZIP64).putShort((short) large.remaining()).put(large);
        }
        return entry.flip();
    }

    /** A field of 4 bytes; one that is too large for it goes to the extension instead. */
    private static int field(long value, ByteBuffer large) {
        if (value >= ZipDirectory.LARGE) {
            large.putLong(value);
        }
        return (int) Math.min(value, ZipDirectory.LARGE);
    }

    /** Writes the central directory and the archive's end. */
    void finish() throws IOException {
        long begin = at;
        for (ZipMember member : members) {
            write(central(member));
        }
        long bytes = at - begin;
        if (members.size() >= ZipDirectory.MANY || bytes >= ZipDirectory.LARGE || begin >= ZipDirectory.LARGE) {
            writeLargeEnd(begin, bytes);
        }
        short count = (short) Math.min(members.size(), ZipDirectory.MANY);
        write(buffer(ZipDirectory.END_BYTES)
                .putInt(ZipDirectory.END)
                .putInt(0) // the first and only volume
                .putShort(count)
                .putShort(count)
                .putInt((int) Math.min(bytes, ZipDirectory.LARGE))
                .putInt((int) Math.min(begin, ZipDirectory.LARGE))
                .putShort((short) 0) // no comment
                .flip());
    }

    private void writeLargeEnd(long begin, long bytes) throws IOException {
        long end = at;
        write(buffer(ZipDirectory.END64_BYTES + ZipDirectory.LOCATOR_BYTES)
                .putInt(ZipDirectory.END64)
                .putLong(ZipDirectory.END64_BYTES - ZipDirectory.END64_UNCOUNTED)
                .putShort(VERSION)
                .putShort(VERSION)
                .putLong(0) // the first and only volume
                .putLong(members.size())
                .putLong(members.size())
                .putLong(bytes)
                .putLong(begin)
                .putInt(ZipDirectory.LOCATOR)
                .putInt(0)
                .putLong(end)
                .putInt(1) // volume in all
                .flip());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
