package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pickle of Python, protocols 2 to 5 (PEP 307, 3154 and 574), as a description of data. A pickle is a program
 * for a machine with a stack that may call any function of Python; here, what it may call is a short list, see
 * {@link Names}, and each of that list does no more than to put values together.
 *
 * <p>Lists and sets are {@code ArrayList}s, dicts {@code LinkedHashMap}s, tuples {@link PickleTuple}s, and the rest
 * {@code String}s, {@code Long}s ({@code BigInteger}s if they are larger), {@code Double}s, {@code Boolean}s,
 * {@link PickleNone}, {@link PickleBytes} and what {@link Names} makes. They may hold each other in circles.
 */
final class Pickle {
    private static final int MOST_PROTOCOL = 5;

    /** Longer ones would take time that grows with the square of their length. */
    private static final int MOST_INT_BYTES = 64;

    private final PickleInput in;
    private final Names names;
    private final List<Object> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    /** The functions and classes that a pickle may name, and what calling them makes. */
    interface Names {
        /** What stands for a function or class; null if it is not known. */
        @Nullable
        Object named(String name);

        /** What a call of one makes. */
        Object called(Object function, List<Object> arguments, PickleInput in);

        /** Whether a value may be given a state, which says nothing that matters. */
        boolean isPlainState(Object value, Object state);

        /** What stands for something outside of the pickle. */
        Object stored(Object id, PickleInput in);
    }

    private Pickle(PickleInput in, Names names) {
        this.in = in;
        this.names = names;
    }

    /** Reads the next pickle, and nothing behind it. */
    static Object read(PickleInput in, Names names) throws IOException {
        in.begin();
        return new Pickle(in, names).run();
    }

    private Object run() throws IOException {
        if (in.opcode() != PickleCode.PROTO) {
            throw in.error("here begins no pickle of protocol 2 or later");
        }
        protocol();
        while (true) {
            int code = in.opcode();
            if (code == PickleCode.STOP) {
                Object result = pop();
                if (!stack.isEmpty() || !marks.isEmpty()) {
                    throw in.error("the pickle stops before what it began is complete");
                }
                return result;
            }
            if (!isScalar(code) && !isStructure(code) && !isReference(code)) {
                throw in.error("the pickle uses the operation " + PickleCode.described(code)
                        + ", which torch.save does not write, and which is refused");
            }
        }
    }

    private void protocol() throws IOException {
        int protocol = in.unsignedByte();
        if (protocol < 2 || protocol > MOST_PROTOCOL) {
            throw in.error("the pickle has protocol " + protocol + ", not 2 to " + MOST_PROTOCOL);
        }
    }

    /** Pushes a value, if the operation is one of those that do. */
    private boolean isScalar(int code) throws IOException {
        switch (code) {
            case PickleCode.NONE -> push(PickleNone.NONE);
            case PickleCode.NEWTRUE -> push(true);
            case PickleCode.NEWFALSE -> push(false);
            case PickleCode.BININT -> push((long) (int) in.littleEndian(4));
            case PickleCode.BININT1 -> push(in.littleEndian(1));
            case PickleCode.BININT2 -> push(in.littleEndian(2));
            case PickleCode.LONG1 -> push(integer(in.littleEndian(1)));
            case PickleCode.LONG4 -> push(integer(in.littleEndian(4)));
            case PickleCode.BINFLOAT -> push(Double.longBitsToDouble(in.bigEndian()));
            case PickleCode.SHORT_BINUNICODE, PickleCode.SHORT_BINSTRING -> push(in.text(in.littleEndian(1)));
            case PickleCode.BINUNICODE, PickleCode.BINSTRING -> push(in.text(in.littleEndian(4)));
            case PickleCode.BINUNICODE8 -> push(in.text(in.littleEndian(8)));
            case PickleCode.SHORT_BINBYTES -> push(bytes(in.littleEndian(1)));
            case PickleCode.BINBYTES -> push(bytes(in.littleEndian(4)));
            case PickleCode.BINBYTES8, PickleCode.BYTEARRAY8 -> push(bytes(in.littleEndian(8)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private Object integer(long bytes) throws IOException {
        if (bytes > MOST_INT_BYTES) {
            throw in.error("an int has " + bytes + " bytes, not 0 to " + MOST_INT_BYTES);
        }
        byte[] digits = in.bytes(bytes);
        byte[] bigEndian = new byte[digits.length + 1];
        for (int i = 0; i < digits.length; i++) {
            bigEndian[digits.length - i] = digits[i];
        }
        bigEndian[0] = (byte) (digits.length > 0 && digits[digits.length - 1] < 0 ? -1 : 0);
        BigInteger value = new BigInteger(bigEndian);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private PickleBytes bytes(long count) throws IOException {
        return new PickleBytes(in.bytes(count).length);
    }

    /** Makes or fills a collection, if the operation is one of those that do. */
    private boolean isStructure(int code) throws IOException {
        switch (code) {
            case PickleCode.MARK -> marks.add(stack.size());
            case PickleCode.EMPTY_TUPLE -> push(new PickleTuple(List.of()));
            case PickleCode.TUPLE1 -> push(new PickleTuple(last(1)));
            case PickleCode.TUPLE2 -> push(new PickleTuple(last(2)));
            case PickleCode.TUPLE3 -> push(new PickleTuple(last(3)));
            case PickleCode.TUPLE -> push(new PickleTuple(marked()));
            case PickleCode.EMPTY_LIST, PickleCode.EMPTY_SET -> push(new ArrayList<>());
            case PickleCode.FROZENSET -> push(new ArrayList<>(marked()));
            case PickleCode.EMPTY_DICT -> push(new LinkedHashMap<>());
            case PickleCode.APPEND -> append(last(1));
            case PickleCode.APPENDS, PickleCode.ADDITEMS -> append(marked());
            case PickleCode.SETITEM -> put(last(2));
            case PickleCode.SETITEMS -> put(marked());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void append(List<Object> items) {
        if (!(top() instanceof ArrayList<?>)) {
            throw in.error("items are added to what is no list");
        }
        @SuppressWarnings("unchecked") // so are all lists on the stack
        List<Object> list = (List<Object>) top();
        list.addAll(items);
    }

    private void put(List<Object> items) {
        if (!(top() instanceof LinkedHashMap<?, ?>)) {
            throw in.error("items are set in what is no dict");
        }
        @SuppressWarnings("unchecked") // so are all dicts on the stack
        Map<Object, Object> dict = (Map<Object, Object>) top();
        if (items.size() % 2 != 0) {
            throw in.error("a key of a dict has no value");
        }
        for (int i = 0; i < items.size(); i += 2) {
            put(dict, items.get(i), items.get(i + 1), in);
        }
    }

    /** Puts an item into a dict, once. Keys are such that comparing two of them takes no time to speak of. */
    static void put(Map<Object, Object> dict, Object key, Object value, PickleInput in) {
        switch (key) {
            case String _,Long _,BigInteger _,Double _,Boolean _,PickleNone _ -> {
                if (dict.put(key, value) != null) {
                    throw in.error("a dict has the key " + Printable.quoted(key.toString()) + " twice");
                }
            }
            default -> throw in.error("a key of a dict is neither a string nor a number");
        }
    }

    /** Names, calls and remembered values, if the operation is about such. */
    private boolean isReference(int code) throws IOException {
        switch (code) {
            case PickleCode.PROTO -> protocol();
            case PickleCode.FRAME -> in.littleEndian(8); // how much may be read at once
            case PickleCode.GLOBAL -> push(named(in.line(), in.line()));
            case PickleCode.STACK_GLOBAL -> {
                Object name = pop();
                Object module = pop();
                if (!(module instanceof String first && name instanceof String second)) {
                    throw in.error("the name of a function or class is no text");
                }
                push(named(first, second));
            }
            case PickleCode.REDUCE, PickleCode.NEWOBJ -> {
                Object arguments = pop();
                Object function = pop();
                if (!(arguments instanceof PickleTuple(List<Object> items))) {
                    throw in.error("the arguments of a call are no tuple");
                }
                push(names.called(function, items, in));
            }
            case PickleCode.BUILD -> {
                Object state = pop();
                if (!names.isPlainState(top(), state)) {
                    throw in.error("a state is set that torch.save does not write");
                }
            }
            case PickleCode.BINPERSID -> push(names.stored(pop(), in));
            case PickleCode.BINPUT -> memo.put((int) in.littleEndian(1), top());
            case PickleCode.LONG_BINPUT -> memo.put((int) in.littleEndian(4), top());
            case PickleCode.MEMOIZE -> memo.put(memo.size(), top());
            case PickleCode.BINGET -> push(remembered((int) in.littleEndian(1)));
            case PickleCode.LONG_BINGET -> push(remembered((int) in.littleEndian(4)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private Object named(String module, String name) {
        String whole = module + "." + name;
        Object found = names.named(whole);
        if (found == null) {
            throw in.error("the pickle names " + Printable.quoted(whole) + ", which is none of the constructors of"
                    + " tensors; no code is run: save a state_dict of tensors"); // the module of an nn.Module, mostly
        }
        return found;
    }

    private Object remembered(int key) {
        Object value = memo.get(key);
        if (value == null) {
            throw in.error("nothing is remembered under " + Integer.toUnsignedString(key));
        }
        return value;
    }

    private void push(Object value) {
        stack.add(value);
    }

    private int floor() {
        return marks.isEmpty() ? 0 : marks.getLast();
    }

    private Object top() {
        require(1);
        return stack.getLast();
    }

    private Object pop() {
        require(1);
        return stack.removeLast();
    }

    private void require(int count) {
        if (stack.size() - floor() < count) {
            throw in.error("an operation takes more than the stack holds");
        }
    }

    /** The uppermost values, lowest first, which are popped. */
    private List<Object> last(int count) {
        require(count);
        return popped(stack.size() - count);
    }

    /** All above the uppermost mark, which is popped too. */
    private List<Object> marked() {
        if (marks.isEmpty()) {
            throw in.error("the operation needs a mark, and the stack has none");
        }
        return popped(marks.removeLast());
    }

    private List<Object> popped(int from) {
        List<Object> tail = stack.subList(from, stack.size());
        List<Object> items = List.copyOf(tail);
        tail.clear();
        return items;
    }
}
