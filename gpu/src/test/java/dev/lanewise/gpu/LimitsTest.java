package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.gpu.families.Families;
import dev.lanewise.gpu.opencl.Buffer;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.steps.Counts;
import dev.lanewise.gpu.steps.Fault;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.drivers.Reductions;
import dev.lanewise.kernels.drivers.Scans;
import dev.lanewise.kernels.sequence.AttentionSizes;
import dev.lanewise.ops.AttentionForm;
import dev.lanewise.ops.AttentionOp;
import dev.lanewise.ops.ConvOp;
import dev.lanewise.ops.ConvTail;
import dev.lanewise.ops.ConvWindow;
import dev.lanewise.ops.PoolOp;
import dev.lanewise.ops.Window;
import dev.lanewise.program.Listing;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.MatmulOp;
import dev.lanewise.tensor.primitives.MoveOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import dev.lanewise.tensor.primitives.ScanOp;
import dev.lanewise.tensor.primitives.SoftmaxOp;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Sizes near those that kernels do not count: computed, or refused by the name of the op before anything runs. Stages
 * are made for values that have no memory, and do not run.
 */
class LimitsTest {
    /** A step of an op on floats of these shapes, the last of which is that of its output, is made a stage. */
    private static void make(Op op, int[]... shapes) {
        Context context = TestDevice.first().context();
        Buffer nothing = context.allocate(Float.BYTES);
        List<Slot> slots = IntStream.range(0, shapes.length)
                .mapToObj(i -> new Slot(nothing, 0, Spec.floats(Shape.of(shapes[i]))))
                .toList();
        int last = shapes.length - 1;
        Listing.Step step = new Listing.Step(
                op, null, IntStream.range(0, last).boxed().toList(), List.of(last), List.of(), null);
        Families.stages().of(new Site(
                0, step, slots.subList(0, last), slots.subList(last, last + 1), context, new Fault(context), 64));
    }

    private static int[] shape(int... dims) {
        return dims;
    }

    @Test
    void noLoopStepsOutOfTheInts() {
        assertThat(IntStream.of(ReduceKernels.LANES, ReduceKernels.CHUNK, GemmKernels.CHAIN, AttentionSizes.STRIP,
                Reductions.ROWS, Scans.CHUNK))
                .allSatisfy(step -> assertThat(Counts.MOST).isLessThan(Integer.MAX_VALUE - step));
        assertThat(Counts.of(Counts.MOST, "elements")).isEqualTo(Counts.MOST);
        assertThatThrownBy(() -> Counts.of(Counts.MOST + 1L, "elements"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("2147450880 elements, more than the 2147450879 that kernels count");
    }

    private static Listing listing(Spec in, Spec out) {
        Listing.Step doubled = Program.capture(List.of(Tensor.ones(2)), x -> List.of(((Tensor) x.getFirst()).mul(2f)))
                .program().listing().unfused().steps().getFirst();
        Listing.Step step = new Listing.Step(doubled.op(), null, List.of(0), List.of(1), List.of(), null);
        return new Listing(List.of(in, out), List.of(step), 1, List.of(1), Map.of());
    }

    @Test
    void valuesOfMoreElementsAreRefusedBeforeTheyHaveMemory() {
        Gpu gpu = TestDevice.first();
        Spec most = Spec.floats(Shape.of(Counts.MOST));
        Spec more = Spec.floats(Shape.of(2, (Counts.MOST + 1) / 2));
        assertThatCode(() -> ElementLimit.require(listing(most, most))).doesNotThrowAnyException();
        assertThatThrownBy(() -> gpu.compile(listing(more, most))).isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("gpu: input 0 of a program is [2, 1073725440] of 2147450880 elements, of which kernels "
                        + "count up to 2147450879");
        assertThatThrownBy(() -> gpu.compile(listing(most, more))).isInstanceOf(UnsupportedOperationException.class)
                .hasMessageMatching("gpu: mul.* gives \\[2, 1073725440] of 2147450880 elements, .*");
        Listing outside = new Listing(List.of(more), List.of(), 0, List.of(0), Map.of(0, Tensor.ones(1)));
        assertThatThrownBy(() -> ElementLimit.require(outside)).hasMessageContaining("a tensor from outside is");
    }

    @Test
    void aPartOfALargeBufferIsNoLargerThanItsRest() {
        Slot slot = new Slot(TestDevice.first().context().allocate(4), 0, Spec.floats(Shape.of(Counts.MOST)));
        assertThat(slot.from(Counts.MOST - 5).size()).isEqualTo(5);
        assertThat(slot.from(Counts.MOST - 5).offset()).isEqualTo(Counts.MOST - 5);
        assertThatThrownBy(() -> new Slot(slot.buffer(), 1, slot.spec()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("2147450880 elements of a buffer up to the end of [2147450879]");
    }

    @Test
    void whatKernelsCountIsTaken() {
        int half = Counts.MOST / 2;
        make(new MatmulOp(false, false), shape(1, 1), shape(1, Counts.MOST), shape(1, Counts.MOST));
        make(new MatmulOp(false, false), shape(8, 1), shape(1, half / 4), shape(8, half / 4));
        make(new MatmulOp(false, false), shape(Counts.MOST, 1), shape(1, 1), shape(Counts.MOST, 1));
        make(new MoveOp.Concat(0), shape(half), shape(half), shape(2 * half));
        make(new MoveOp.Slice(1, half - 5, half), shape(2, half), shape(2, 5));
        make(new ReduceOp.Sum(0, 1), shape(Counts.MOST), shape());
        make(new ScanOp.CumSum(0), shape(Counts.MOST), shape(Counts.MOST));
        make(new SoftmaxOp.Softmax(), shape(2, half), shape(2, half));
    }

    @Test
    void whatTheyDoNotCountIsRefusedByName() {
        assertThatThrownBy(() -> make(new SoftmaxOp.Softmax(), shape(1 << 26, 2), shape(1 << 26, 2)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(
                        "gpu: softmax: 67108864 groups of 64 by 1 work items, of which devices take up to 67108863");
        ConvWindow plain = new ConvWindow(List.of(1), List.of(0), List.of(0), List.of(1), 1);
        int[] line = shape(1, 1, 1 << 29);
        assertThatThrownBy(() -> make(
                new ConvOp.Forward(plain, new ConvTail(false, false, null)), line, shape(1, 1, 1), line))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageMatching("gpu: conv.*: 2147483648 numbers that say where a convolution reads, more than .*");
        assertThatThrownBy(() -> make(
                new PoolOp.AvgPool(Window.of(2), true, 0), shape(1, 1, 1 << 30), shape(1, 1, 1 << 29)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageMatching("gpu: avgPool.*: \\d+ numbers that describe the windows of a pool, more than .*");
        AttentionForm form = new AttentionForm(
                AttentionForm.Layout.HEADS, 1 << 12, 1, 1, false, false, false, false, false);
        int[] none = shape(1 << 20, 1 << 12, 0, 1);
        int[] keys = shape(1 << 20, 1, 1, 1);
        assertThatThrownBy(() -> make(new AttentionOp.Forward(form), none, keys, keys, none))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("scaledDotProduct: 4294967296 heads of all samples, more than the 2147450879");
    }

    /** More than 65535 tiles across: as many as graphics cards take groups along the second dimension. */
    @Test
    void productsOfManyColumnsHaveTheBitsOfTheCpu() {
        Tensor row = Tensor.arange(65_536 * 64 + 70).mul(0x1p-20f).tanh();
        SameBits.ofTensors(List.of(Tensor.of(3f), row), in -> List.of(
                in.get(0).reshape(1, 1).matmul(in.get(1).reshape(1, -1))));
    }

    /** A product of the padding and the size of a plane that leaves the ints. */
    @Test
    void convolutionsWithLargePaddingHaveTheBitsOfTheCpu() {
        ConvWindow window = new ConvWindow(
                List.of(20_000, 10_000), List.of(40_000, 0), List.of(40_000, 0), List.of(1, 1), 1);
        Tensor x = Tensor.arange(2 * 60_000).mul(0x1p-10f).reshape(1, 1, 2, 60_000);
        Tensor w = Tensor.arange(1, 13).reshape(3, 1, 2, 2);
        ConvOp.Forward few = new ConvOp.Forward(window, new ConvTail(false, false, null));
        SameBits.ofTensors(List.of(x, w), in -> List.of(
                few.tensor(in.get(0), in.get(1)), few.tensor(in.get(0), in.get(1).slice(0, 0, 1))));
    }
}
