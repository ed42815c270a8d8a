package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Seeds;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** More elements than a block has, beside a conversion of one after the other. */
class DecodingTest {
    private static final int COUNT = 5000;
    private static final int SHIFT = 3;
    private static final List<ByteOrder> ORDERS = List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);

    /** Random bytes behind one that is not read; of booleans, their last bits. */
    private static ByteBuffer random(Dtype type, ByteOrder order) {
        byte[] bytes = new byte[COUNT * type.bytes() + 1];
        SplittableRandom random = Seeds.random(20);
        random.nextBytes(bytes);
        for (int i = 0; type == Dtype.BOOL && i < bytes.length; i++) {
            bytes[i] &= 1;
        }
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).position(1).order(order);
    }

    private static float scalar(Dtype type, ByteBuffer in) {
        return switch (type) {
            case F64 -> (float) in.getDouble();
            case F32 -> in.getFloat();
            case F16 -> Float.float16ToFloat(in.getShort());
            case BF16 -> Float.intBitsToFloat(in.getShort() << 16);
            case U64 -> new BigDecimal(Long.toUnsignedString(in.getLong())).floatValue();
            default -> (float) type.readInt(in);
        };
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = {"F64", "F32", "F16", "BF16", "[IU](64|32|16|8)", "BOOL"})
    void floatsAreThoseOfElementsAlone(Dtype type) {
        for (ByteOrder order : ORDERS) {
            ByteBuffer in = random(type, order);
            float[] values = new float[SHIFT + COUNT];

            assertThat(Decoding.floats(type, in.duplicate().order(order), values, SHIFT, SHIFT + COUNT)).isEqualTo(-1);

            float[] expected = new float[SHIFT + COUNT];
            for (int i = SHIFT; i < expected.length; i++) {
                expected[i] = scalar(type, in);
            }
            assertThat(values).as("%s, %s", type, order).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"I32", "I16", "U16", "I8", "U8", "BOOL"})
    void smallIntsAreThoseOfElementsAlone(Dtype type) {
        for (ByteOrder order : ORDERS) {
            ByteBuffer in = random(type, order);
            int[] values = new int[SHIFT + COUNT];

            assertThat(Decoding.ints(type, in.duplicate().order(order), values, SHIFT, SHIFT + COUNT)).isEqualTo(-1);

            int[] expected = new int[SHIFT + COUNT];
            for (int i = SHIFT; i < expected.length; i++) {
                expected[i] = (int) type.readInt(in);
            }
            assertThat(values).as("%s, %s", type, order).containsExactly(expected);
        }
    }

    private static ByteBuffer filled(Dtype type, long value) {
        ByteBuffer in = ByteBuffer.allocate(COUNT * type.bytes());
        for (int i = 0; i < COUNT; i++) {
            put(type, in, i, value);
        }
        return in;
    }

    private static void put(Dtype type, ByteBuffer in, int element, long value) {
        switch (type.bytes()) {
            case Long.BYTES -> in.putLong(element * Long.BYTES, value);
            case Integer.BYTES -> in.putInt(element * Integer.BYTES, (int) value);
            default -> in.put(element, (byte) value);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "I64, -2147483648, 2147483648", "I64, 2147483647, -2147483649", "I64, -1, 4294967295",
        "I64, 0, -9223372036854775808", "I64, 5, 4294967296",
        "U64, 2147483647, 2147483648", "U64, 0, -1", "U64, 0, -9223372036854775808", "U64, 7, 4294967296",
        "U32, 2147483647, 2147483648", "U32, 0, -1", "BOOL, 1, 2", "BOOL, 0, -1", "BOOL, 1, -128"})
    void theFirstThatIsNoIntIsFound(Dtype type, long least, long wrong) {
        int[] values = new int[SHIFT + COUNT];
        assertThat(Decoding.ints(type, filled(type, least), values, SHIFT, SHIFT + COUNT)).isEqualTo(-1);
        assertThat(values).endsWith((int) least, (int) least).startsWith(0, 0, 0, (int) least);

        for (int element : new int[] {0, 1, 2047, 2048, 4095, 4096, COUNT - 1}) {
            ByteBuffer in = filled(type, least);
            put(type, in, element, wrong);
            put(type, in, COUNT - 1, wrong);
            assertThat(Decoding.ints(type, in, values, SHIFT, SHIFT + COUNT)).as("%d at %d", wrong, element)
                    .isEqualTo(SHIFT + element);
        }
    }

    @Test
    void theFirstThatIsNoBooleanIsFound() {
        ByteBuffer in = random(Dtype.BOOL, ByteOrder.LITTLE_ENDIAN);
        in.put(1 + 4097, (byte) 3).put(1 + 4500, (byte) -1);

        assertThat(Decoding.bools(in.duplicate(), new boolean[COUNT], 0, COUNT)).isEqualTo(4097);
        assertThat(Decoding.floats(Dtype.BOOL, in.duplicate(), new float[COUNT], 0, COUNT)).isEqualTo(4097);

        boolean[] values = new boolean[4097];
        assertThat(Decoding.bools(in.duplicate(), values, 0, 4097)).isEqualTo(-1);
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).as("%d", i).isEqualTo(in.get(1 + i) == 1);
        }
    }
}
