package dev.lanewise.io;

import java.util.Locale;
import java.util.Map;

/** The operations of pickles, by the names that Python's {@code pickletools} has for them. */
final class PickleCode {
    static final int PROTO = 0x80;
    static final int FRAME = 0x95;
    static final int STOP = '.';

    static final int NONE = 'N';
    static final int NEWTRUE = 0x88;
    static final int NEWFALSE = 0x89;
    static final int BININT = 'J';
    static final int BININT1 = 'K';
    static final int BININT2 = 'M';
    static final int LONG1 = 0x8A;
    static final int LONG4 = 0x8B;
    static final int BINFLOAT = 'G';
    static final int BINSTRING = 'T';
    static final int SHORT_BINSTRING = 'U';
    static final int BINUNICODE = 'X';
    static final int SHORT_BINUNICODE = 0x8C;
    static final int BINUNICODE8 = 0x8D;
    static final int BINBYTES = 'B';
    static final int SHORT_BINBYTES = 'C';
    static final int BINBYTES8 = 0x8E;
    static final int BYTEARRAY8 = 0x96;

    static final int MARK = '(';
    static final int EMPTY_TUPLE = ')';
    static final int TUPLE1 = 0x85;
    static final int TUPLE2 = 0x86;
    static final int TUPLE3 = 0x87;
    static final int TUPLE = 't';
    static final int EMPTY_LIST = ']';
    static final int APPEND = 'a';
    static final int APPENDS = 'e';
    static final int EMPTY_DICT = '}';
    static final int SETITEM = 's';
    static final int SETITEMS = 'u';
    static final int EMPTY_SET = 0x8F;
    static final int ADDITEMS = 0x90;
    static final int FROZENSET = 0x91;

    static final int GLOBAL = 'c';
    static final int STACK_GLOBAL = 0x93;
    static final int REDUCE = 'R';
    static final int NEWOBJ = 0x81;
    static final int BUILD = 'b';
    static final int BINPERSID = 'Q';
    static final int BINPUT = 'q';
    static final int LONG_BINPUT = 'r';
    static final int MEMOIZE = 0x94;
    static final int BINGET = 'h';
    static final int LONG_BINGET = 'j';

    /** Those that exist and are not read. */
    private static final Map<Integer, String> OTHERS = Map.ofEntries(
            Map.entry((int) 'I', "INT"), Map.entry((int) 'L', "LONG"), Map.entry((int) 'S', "STRING"),
            Map.entry((int) 'V', "UNICODE"), Map.entry((int) 'F', "FLOAT"), Map.entry((int) 'l', "LIST"),
            Map.entry((int) 'd', "DICT"), Map.entry((int) '0', "POP"), Map.entry((int) '2', "DUP"),
            Map.entry((int) '1', "POP_MARK"), Map.entry((int) 'g', "GET"), Map.entry((int) 'p', "PUT"),
            Map.entry((int) 'i', "INST"), Map.entry((int) 'o', "OBJ"), Map.entry((int) 'P', "PERSID"),
            Map.entry(0x82, "EXT1"), Map.entry(0x83, "EXT2"), Map.entry(0x84, "EXT4"),
            Map.entry(0x92, "NEWOBJ_EX"), Map.entry(0x97, "NEXT_BUFFER"), Map.entry(0x98, "READONLY_BUFFER"));

    private PickleCode() {}

    /** An operation that is not read, for messages, such as {@code INST (0x69)}. */
    static String described(int code) {
        return String.format(Locale.ROOT, "%s (0x%02x)", OTHERS.getOrDefault(code, "unknown"), code);
    }
}
