package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The bytes of a member of a zip archive, unpacked, from front to back; their checksum is compared at the end. */
final class ZipInput implements NpyBytes, AutoCloseable {
    private static final int PACKED_BYTES = 1 << 14;

    private final OpenFile file;
    private final ZipMember member;
    private final Inflater inflater = new Inflater(true);
    private final ByteBuffer packed;
    private final CRC32 checksum = new CRC32();
    private long taken; // from the archive
    private long given;

    ZipInput(OpenFile file, ZipMember member) {
        this.file = file;
        this.member = member;
        this.packed = ByteBuffer.allocate((int) Math.min(PACKED_BYTES, member.packed())).limit(0);
    }

    @Override
    public long size() {
        return member.size();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int begin = target.position();
        int count = member.method() == ZipDirectory.STORED ? copy(target) : inflate(target);
        if (count > 0) {
            given += count;
            checksum.update(target.duplicate().limit(target.position()).position(begin));
        }
        return count;
    }

    private int copy(ByteBuffer target) throws IOException {
        int room = target.limit();
        target.limit(target.position() + (int) Math.min(target.remaining(), member.packed() - taken));
        int count = target.hasRemaining() ? file.channel().read(target, member.data() + taken) : -1;
        target.limit(room);
        taken += Math.max(count, 0);
        return count;
    }

    private int inflate(ByteBuffer target) throws IOException {
        try {
            while (true) {
                int count = inflater.inflate(target);
                if (count > 0 || !target.hasRemaining()) {
                    return count;
                }
                if (inflater.needsDictionary()) {
                    throw error(given, "the packed data need a dictionary");
                }
                if (inflater.finished() || !refill()) {
                    throw error(given, "the packed data end after " + given + " of " + member.size() + " bytes");
                }
            }
        } catch (DataFormatException e) {
            throw error(given, "the packed data are corrupt: " + Printable.sentence(String.valueOf(e.getMessage())));
        }
    }

    /** Hands the inflater more packed bytes, if there are any. */
    private boolean refill() throws IOException {
        packed.clear().limit((int) Math.min(packed.capacity(), member.packed() - taken));
        if (!packed.hasRemaining()) {
            return false;
        }
        file.readFully(packed, member.data() + taken, "member " + Printable.quoted(member.name()));
        taken += packed.flip().remaining();
        inflater.setInput(packed);
        return true;
    }

    @Override
    public void finish() throws IOException {
        if (member.method() == ZipDirectory.DEFLATED) {
            requireEnd();
        }
        if (checksum.getValue() != member.crc()) {
            throw error(given, String.format("the checksum of the data is 0x%08x, not 0x%08x as the archive has it",
                    checksum.getValue(), member.crc()));
        }
    }

    private void requireEnd() throws IOException {
        ByteBuffer more = ByteBuffer.allocate(1);
        try {
            while (!inflater.finished()) {
                if (inflater.inflate(more) > 0) {
                    throw error(given, "the packed data go on after " + given + " bytes");
                }
                if (!inflater.finished() && (inflater.needsDictionary() || !refill())) {
                    throw error(given, "the packed data have no end");
                }
            }
        } catch (DataFormatException e) {
            throw error(given, "the packed data are corrupt: " + Printable.sentence(String.valueOf(e.getMessage())));
        }
        if (taken - inflater.getRemaining() != member.packed()) {
            throw error(given, "the packed data end before the member does");
        }
    }

    /** An error in the archive, at the member's data, and at one of the unpacked bytes. */
    @Override
    public FormatException error(long position, String reason) {
        return file.error(member.data(), "member " + Printable.quoted(member.name()) + ", byte " + position + ": "
                + reason);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
