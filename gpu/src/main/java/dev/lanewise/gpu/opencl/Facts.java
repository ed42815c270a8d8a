package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** What an object says of itself: each {@code clGet…Info} gives first the size of an answer, then the answer. */
final class Facts {
    /** Answers beyond this are refused: a driver that claims more has lost its way. */
    static final long MOST = 1L << 30;

    /** One of the functions, bound to an object. */
    @FunctionalInterface
    interface Query {
        /** Asks for a property; returns the status. */
        int ask(int property, long size, MemorySegment answer, MemorySegment sizeOfAnswer) throws Throwable;
    }

    private final String owner;
    private final Query query;

    /**
     * Properties of an object.
     *
     * @param owner its name in messages
     */
    Facts(String owner, Query query) {
        this.owner = owner;
        this.query = query;
    }

    byte[] bytes(int property) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(JAVA_LONG);
            Status.require(query.ask(property, 0, MemorySegment.NULL, size), what(property));
            long bytes = size.get(JAVA_LONG, 0);
            if (bytes < 0 || bytes > MOST) {
                throw new OpenClException(what(property) + ": the answer is said to have " + bytes + " bytes");
            }
            MemorySegment answer = arena.allocate(Math.max(1, bytes));
            Status.require(query.ask(property, bytes, answer, MemorySegment.NULL), what(property));
            return answer.asSlice(0, bytes).toArray(JAVA_BYTE);
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** A text, without the NUL that ends it and blanks around it. */
    String text(int property) {
        String text = new String(bytes(property), StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    /** A number of 4 or 8 bytes; those of 4 are without a sign. */
    long number(int property) {
        byte[] bytes = bytes(property);
        MemorySegment answer = MemorySegment.ofArray(bytes);
        return switch (bytes.length) {
            case Integer.BYTES -> Integer.toUnsignedLong(answer.get(JAVA_INT_UNALIGNED, 0));
            case Long.BYTES -> answer.get(JAVA_LONG_UNALIGNED, 0);
            default -> throw new OpenClException(
                    what(property) + ": the answer has " + bytes.length + " bytes, and should be a number");
        };
    }

    /** A number, or another one if the driver does not know the property. */
    long numberOr(int property, long other) {
        try {
            return number(property);
        } catch (OpenClException _) {
            return other;
        }
    }

    boolean flag(int property) {
        return number(property) != 0;
    }

    private String what(int property) {
        return "OpenCL: asking " + owner + " for its property 0x" + Integer.toHexString(property);
    }
}
