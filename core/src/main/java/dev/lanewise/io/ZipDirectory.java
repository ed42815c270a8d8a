package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the central directory of a zip archive (PKWARE's APPNOTE), with its extension for large files, zip64, and holds
 * the members' own headers against it. It is strict where archives could mean two things to two readers, or unpack to
 * more than they justify: the directory fills the space between the last member and the archive's end, and no byte
 * belongs to two members.
 */
final class ZipDirectory {
    static final int LOCAL = 0x04034B50;
    static final int CENTRAL = 0x02014B50;
    static final int END = 0x06054B50;
    static final int END64 = 0x06064B50;
    static final int LOCATOR = 0x07064B50;
    static final int LOCAL_BYTES = 30;
    static final int CENTRAL_BYTES = 46;
    static final int END_BYTES = 22;
    static final int END64_BYTES = 56;
    static final int LOCATOR_BYTES = 20;

    /** The first 12 bytes of the zip64 end record, its signature and its length, are not counted in that length. */
    static final int END64_UNCOUNTED = 12;

    static final int STORED = 0;
    static final int DEFLATED = 8;

    static final int ENCRYPTED = 1;
    static final int SIZES_FOLLOW = 1 << 3;
    static final int NAME_IS_UTF8 = 1 << 11;
    static final int ZIP64 = 1;
    static final long LARGE = 0xFFFF_FFFFL;
    static final int MANY = 0xFFFF;

    private static final long MAX_BYTES = 100_000_000;

    /** No packed byte yields more: a block of the longest matches, 258 bytes for two bits. */
    private static final long MOST_PER_BYTE = 1032;

    private final OpenFile file;

    private ZipDirectory(OpenFile file) {
        this.file = file;
    }

    /** Where the directory lies. */
    private record Place(long members, long bytes, long begin) {}

    /** The members in the order of the directory. */
    static List<ZipMember> read(OpenFile file) throws IOException {
        return new ZipDirectory(file).members();
    }

    private List<ZipMember> members() throws IOException {
        Place place = place();
        ByteBuffer in = bytes(place.begin, (int) place.bytes, "the central directory");
        List<ZipMember> members = new ArrayList<>();
        while (in.hasRemaining()) {
            members.add(located(member(in, place.begin), place.begin));
        }
        if (members.size() != place.members) {
            throw file.error(place.begin, "the central directory has " + members.size() + " members, not the "
                    + Long.toUnsignedString(place.members) + " that the archive's end announces");
        }
        long end = 0;
        for (ZipMember member : members.stream().sorted(Comparator.comparingLong(ZipMember::header)).toList()) {
            if (member.header() < end) {
                throw file.error(member.header(), named(member.name()) + " begins within the one before it");
            }
            end = member.data() + member.packed();
        }
        return members;
    }

    private Place place() throws IOException {
        long size = file.size();
        int tail = (int) Math.min(size, END_BYTES + MANY);
        ByteBuffer in = bytes(size - tail, tail, "the archive's end");
        for (int at = tail - END_BYTES; at >= 0; at--) {
            if (in.getInt(at) == END && at + END_BYTES + unsigned(in.getShort(at + 20)) == tail) {
                return place(in.position(at), size - tail + at);
            }
        }
        throw file.error(size, "the file does not end like a zip archive: it was cut off, or is none");
    }

    /** What the record at the archive's end says, or the one for large archives before it. */
    private Place place(ByteBuffer end, long at) throws IOException {
        int from = end.position() + 4;
        boolean isWhole = end.getInt(from) == 0 && end.getShort(from + 4) == end.getShort(from + 6);
        Place place = new Place(unsigned(end.getShort(from + 6)), unsigned(end.getInt(from + 8)),
                unsigned(end.getInt(from + 12)));
        long before = at;
        if (at >= LOCATOR_BYTES + END64_BYTES) {
            ByteBuffer locator = bytes(at - LOCATOR_BYTES, LOCATOR_BYTES, "the archive's end");
            if (locator.getInt() == LOCATOR) {
                before = locator.getLong(8);
                if (before < 0 || before > at - LOCATOR_BYTES - END64_BYTES) {
                    throw file.error(at - LOCATOR_BYTES, "the zip64 record would begin at byte "
                            + Long.toUnsignedString(before));
                }
                ByteBuffer large = bytes(before, END64_BYTES, "the zip64 record");
                if (large.getInt() != END64 || large.getLong() != at - LOCATOR_BYTES - before - END64_UNCOUNTED) {
                    throw file.error(before, "here is no zip64 record that ends before the archive's end");
                }
                isWhole = large.getLong(16) == 0 && large.getLong(24) == large.getLong(32);
                place = new Place(large.getLong(32), large.getLong(40), large.getLong(48));
            }
        }
        if (!isWhole) {
            throw file.error(at, "the archive is one of several volumes");
        }
        if (place.begin < 0 || place.bytes < 0 || place.begin > before || place.bytes != before - place.begin) {
            throw file.error(at, "the central directory would have " + Long.toUnsignedString(place.bytes)
                    + " bytes from byte " + Long.toUnsignedString(place.begin) + " on, but must end at byte " + before);
        }
        if (place.bytes > MAX_BYTES) {
            throw file.error(place.begin, "the central directory has " + place.bytes + " bytes, more than the "
                    + MAX_BYTES + " that are read");
        }
        return place;
    }

    /** The next entry of the directory; where its data begin is yet unknown. */
    private ZipMember member(ByteBuffer in, long begin) {
        long at = begin + in.position();
        if (in.remaining() < CENTRAL_BYTES || in.getInt(in.position()) != CENTRAL) {
            throw file.error(at, "here is no entry of the central directory");
        }
        ByteBuffer fixed = slice(in, CENTRAL_BYTES, at);
        ByteBuffer name = slice(in, unsigned(fixed.getShort(28)), at);
        ByteBuffer extra = slice(in, unsigned(fixed.getShort(30)), at);
        slice(in, unsigned(fixed.getShort(32)), at); // a comment
        int flags = fixed.getShort(8);
        String text = name(name, (flags & NAME_IS_UTF8) != 0, at);
        if ((flags & ENCRYPTED) != 0) {
            throw file.error(at, named(text) + " is encrypted");
        }
        int method = unsigned(fixed.getShort(10));
        if (method != STORED && method != DEFLATED) {
            throw file.error(at, named(text) + " is packed by method " + method + ", not stored (" + STORED
                    + ") or deflated (" + DEFLATED + ")");
        }
        ByteBuffer large = extra(extra, ZIP64);
        long size = large(fixed.getInt(24), large, text, at);
        long packed = large(fixed.getInt(20), large, text, at);
        long header = large(fixed.getInt(42), large, text, at);
        if (unsigned(fixed.getShort(34)) != 0) {
            throw file.error(at, named(text) + " is in another volume of the archive");
        }
        boolean isPossible = method == STORED
                ? size == packed
                : size <= packed * MOST_PER_BYTE || packed > Long.MAX_VALUE / MOST_PER_BYTE;
        if (size < 0 || packed < 0 || !isPossible) {
            throw file.error(at, named(text) + " would have " + Long.toUnsignedString(size) + " bytes, "
                    + (method == STORED ? "stored" : "packed") + " as " + Long.toUnsignedString(packed));
        }
        return new ZipMember(text, method, unsigned(fixed.getInt(16)), packed, size, header, -1);
    }

    /** With the place of the data, which the member's own header tells; that must agree with the directory. */
    private ZipMember located(ZipMember member, long end) throws IOException {
        if (member.header() < 0 || member.header() > end - LOCAL_BYTES) {
            throw file.error(end, named(member.name()) + " would begin at byte "
                    + Long.toUnsignedString(member.header()) + ", not before the central directory");
        }
        ByteBuffer fixed = bytes(member.header(), LOCAL_BYTES, "a member's header");
        int nameBytes = unsigned(fixed.getShort(26));
        long data = member.header() + LOCAL_BYTES + nameBytes + unsigned(fixed.getShort(28));
        if (fixed.getInt(0) != LOCAL || data > end || member.packed() > end - data) {
            throw file.error(member.header(),
                    named(member.name()) + " does not lie here, before the central directory");
        }
        int flags = fixed.getShort(6);
        String name = name(bytes(member.header() + LOCAL_BYTES, nameBytes, "a member's name"),
                (flags & NAME_IS_UTF8) != 0, member.header());
        boolean agrees = name.equals(member.name()) && (flags & ENCRYPTED) == 0
                && unsigned(fixed.getShort(8)) == member.method();
        if ((flags & SIZES_FOLLOW) == 0) {
            agrees &= unsigned(fixed.getInt(14)) == member.crc()
                    && agrees(fixed.getInt(18), member.packed()) && agrees(fixed.getInt(22), member.size());
        }
        if (!agrees) {
            throw file.error(member.header(),
                    named(member.name()) + " is described otherwise in the central directory");
        }
        return new ZipMember(name, member.method(), member.crc(), member.packed(), member.size(), member.header(),
                data);
    }

    /** A field that stands for one of 8 bytes elsewhere if all its bits are set. */
    private static boolean agrees(int field, long value) {
        return unsigned(field) == LARGE || unsigned(field) == value;
    }

    private long large(int field, ByteBuffer extra, String name, long at) {
        if (unsigned(field) != LARGE || extra.capacity() == 0) {
            return unsigned(field);
        }
        if (extra.remaining() < Long.BYTES) {
            throw file.error(at, named(name) + " has a zip64 field that ends too early");
        }
        return extra.getLong();
    }

    /** The content of an extra field; empty if there is none. */
    private static ByteBuffer extra(ByteBuffer fields, int id) {
        while (fields.remaining() >= 4) {
            int found = unsigned(fields.getShort());
            int bytes = Math.min(unsigned(fields.getShort()), fields.remaining());
            if (found == id) {
                return fields.slice(fields.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
            }
            fields.position(fields.position() + bytes);
        }
        return ByteBuffer.allocate(0);
    }

    private String name(ByteBuffer bytes, boolean isUtf8, long at) {
        try {
            return (isUtf8 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII).newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw file.error(at, "a member's name is not " + (isUtf8 ? "valid UTF-8" : "ASCII, nor marked as UTF-8"));
        }
    }

    private ByteBuffer slice(ByteBuffer in, int bytes, long at) {
        if (in.remaining() < bytes) {
            throw file.error(at, "the central directory ends within an entry");
        }
        ByteBuffer slice = in.slice(in.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + bytes);
        return slice;
    }

    private ByteBuffer bytes(long begin, int count, String what) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        file.readFully(bytes, begin, what);
        return bytes.flip();
    }

    private static String named(String name) {
        return "member " + Printable.quoted(name);
    }

    private static int unsigned(short field) {
        return Short.toUnsignedInt(field);
    }

    private static long unsigned(int field) {
        return Integer.toUnsignedLong(field);
    }
}
