package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.tensor.primitives.ArrangeOp;
import dev.lanewise.tensor.primitives.IntOp;
import dev.lanewise.tensor.primitives.LogicOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ints and booleans, element by element: what the CPU computes, and what it refuses. */
class IntsOnDeviceTest {
    private static final int[] ENDS = {
        0, 1, -1, 2, -2, 3, -3, 7, -7, 31, 32, 33, 100, -100, 1 << 24, (1 << 24) + 1, (1 << 24) + 3,
        Integer.MAX_VALUE, Integer.MAX_VALUE - 1, Integer.MIN_VALUE, Integer.MIN_VALUE + 1
    };

    private static Value only(Op op, Value... in) {
        return op.apply(in)[0];
    }

    private static List<Value> onDevice(List<Op> ops, Value... in) {
        Program program = Program.capture(Options.defaults().on(TestDevice.first()), List.of(in), x -> {
            List<Value> all = new ArrayList<>();
            ops.forEach(op -> all.add(only(op, x.toArray(Value[]::new))));
            return all;
        }).program();
        return program.run(List.of(in));
    }

    private static String text(Value value) {
        return switch (value) {
            case Tensor x -> x.shape() + ":" + Arrays.toString(x.toArray());
            case IntTensor x -> x.shape() + ":" + Arrays.toString(x.toArray());
            case BoolTensor x -> x.shape() + ":" + Arrays.toString(x.toArray());
        };
    }

    private static void compare(List<Op> ops, Value... in) {
        List<Value> given = onDevice(ops, in);
        for (int i = 0; i < ops.size(); i++) {
            assertThat(text(given.get(i))).as(ops.get(i).name()).isEqualTo(text(only(ops.get(i), in)));
        }
    }

    /** Each of some ints, down a column. */
    private static IntTensor column(int... values) {
        return IntTensor.of(values).reshape(values.length, 1);
    }

    @Test
    void arithmeticWrapsAndRoundsAsOnTheCpu() {
        List<Op> ops = new ArrayList<>();
        for (IntOp.Function f : IntOp.Function.values()) {
            if (f != IntOp.Function.SHIFT_LEFT && f != IntOp.Function.SHIFT_RIGHT) {
                ops.add(new IntOp.Zip(f));
            }
        }
        compare(ops, IntTensor.of(ENDS), column(Arrays.stream(ENDS).filter(b -> b != 0).toArray()));
        compare(List.of(new IntOp.Zip(IntOp.Function.SHIFT_LEFT), new IntOp.Zip(IntOp.Function.SHIFT_RIGHT)),
                IntTensor.of(ENDS), column(0, 1, 5, 30, 31));
    }

    @Test
    void comparisonsChoicesAndConversions() {
        List<Op> comparisons = new ArrayList<>();
        for (IntOp.Comparison comparison : IntOp.Comparison.values()) {
            comparisons.add(new IntOp.Compare(comparison));
        }
        compare(comparisons, IntTensor.of(ENDS), column(ENDS));
        compare(List.of(new LogicOp.ToFloat()), IntTensor.of(ENDS));
        BoolTensor mask = IntTensor.of(ENDS).lt(IntTensor.of(3));
        compare(List.of(new LogicOp.ToFloat(), new LogicOp.ToInt(), new LogicOp.Not()), mask);
        compare(List.of(new LogicOp.Xor(), new LogicOp.And()), mask, column(ENDS).lt(IntTensor.of(-1)));
        compare(List.of(new ArrangeOp.Choose()), mask, IntTensor.of(ENDS), column(ENDS));
        compare(List.of(new LogicOp.ToInt()), Tensor.of(
                0f, -0f, 0.99f, -0.99f, 1.5f, -2.5f, 0x1.fffffep30f, -0x1p31f, Float.MIN_VALUE, 16777216f));
    }

    @Test
    void nothingGivesNothing() {
        IntTensor none = IntTensor.of();
        compare(List.of(new IntOp.Zip(IntOp.Function.FLOOR_DIV), new IntOp.Zip(IntOp.Function.ADD)), none,
                IntTensor.of(0));
    }

    @Test
    void valuesThatTheCpuRefusesAreRefusedInItsWords() {
        assertRefused(new IntOp.Zip(IntOp.Function.FLOOR_DIV), "floorDiv: division by 0 at position 1 of the divisor",
                IntTensor.of(1, 2, 3), IntTensor.of(1, 2, 3), IntTensor.of(1, 0, 0));
        assertRefused(new IntOp.Zip(IntOp.Function.REMAINDER), "remainder: division by 0 at position 2 of the divisor",
                IntTensor.of(1, 2, 3), IntTensor.of(1, 2, 3), IntTensor.of(1, 1, 0));
        assertRefused(new IntOp.Zip(IntOp.Function.SHIFT_LEFT), "shiftLeft: 32 bits at position 1 are outside 0 .. 31",
                IntTensor.of(1, 2), IntTensor.of(1, 2), IntTensor.of(31, 32));
        assertRefused(new IntOp.Zip(IntOp.Function.SHIFT_RIGHT),
                "shiftRight: -1 bits at position 0 are outside 0 .. 31",
                IntTensor.of(1, 2), IntTensor.of(1, 2), IntTensor.of(-1, 3));
        Program program = Program.capture(Options.defaults().on(TestDevice.first()), List.of(Tensor.of(1f, 2f)),
                x -> List.of(only(new LogicOp.ToInt(), x.getFirst()))).program();
        assertThatThrownBy(() -> program.run(List.of(Tensor.of(1f, Float.NaN))))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("truncated: no int holds NaN at position 1");
        assertThatThrownBy(() -> program.run(List.of(Tensor.of(3e9f, 0f))))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("truncated: no int holds 3.0E9 at position 0");
    }

    private static void assertRefused(Op op, String message, IntTensor a, IntTensor good, IntTensor bad) {
        Program program = Program.capture(Options.defaults().on(TestDevice.first()), List.<Value>of(a, good),
                x -> List.of(only(op, x.get(0), x.get(1)))).program();
        assertThatThrownBy(() -> program.run(List.<Value>of(a, bad)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining(message);
    }
}
