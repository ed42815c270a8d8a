package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.tensor.primitives.ActivationGradOp;
import dev.lanewise.tensor.primitives.ActivationOp;
import dev.lanewise.tensor.primitives.BinaryOp;
import dev.lanewise.tensor.primitives.PreciseBinaryFunction;
import dev.lanewise.tensor.primitives.PreciseOp;
import dev.lanewise.tensor.primitives.RoundingOp;
import dev.lanewise.tensor.primitives.TrigonometricOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Functions of elements over floats of all magnitudes: the bits of the CPU, but for those of NaN. */
class FunctionsOnDeviceTest {
    /** One of so many bit patterns is tried, some quarter of a million; odd, so that the last digits vary. */
    private static final int STRIDE = 16411;

    private static final float[] SPECIAL = {
        0f, -0f, 1f, -1f, 2f, -2f, 0.5f, -0.5f, 3f, -3f, 1.5f, 2.5f, Float.NaN, Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE,
        -Float.MAX_VALUE, 0x1p16f, 0x1p23f, 0x1p24f, 0x1.fffffep23f, 0x1p31f, -0x1p31f
    };

    private static final List<Op> OF_ONE = List.of(
            new UnaryOp.Neg(), new UnaryOp.Abs(), new UnaryOp.Sign(), new UnaryOp.Square(), new UnaryOp.Sqrt(),
            new UnaryOp.Rsqrt(), new UnaryOp.Reciprocal(), new UnaryOp.Exp(), new UnaryOp.Expm1(), new UnaryOp.Log(),
            new UnaryOp.Log2(), new UnaryOp.Log1p(), new UnaryOp.Tanh(), new UnaryOp.Erf(), new UnaryOp.Sigmoid(),
            new UnaryOp.Softplus(), new UnaryOp.Relu(), new UnaryOp.Gelu(), new UnaryOp.GeluTanh(), new UnaryOp.Silu(),
            new UnaryOp.Clamp(-2f, 3f), new ActivationOp.Mish(), new ActivationOp.MishSlope(),
            new ActivationOp.Softsign(), new ActivationOp.Hardtanh(-1f, 0.5f), new RoundingOp.Round(),
            new RoundingOp.Floor(), new RoundingOp.Ceil(), new RoundingOp.Trunc());

    private static final List<Op> OF_TWO = List.of(
            new BinaryOp.Add(), new BinaryOp.Sub(), new BinaryOp.Mul(), new BinaryOp.Div(), new BinaryOp.Max(),
            new BinaryOp.Min(), new ActivationGradOp.ReluGrad(), new ActivationGradOp.TanhGrad(),
            new ActivationGradOp.SigmoidGrad(), new ActivationGradOp.GeluGrad(), new ActivationGradOp.GeluTanhGrad(),
            new ActivationGradOp.SiluGrad());

    /** Floats of all exponents and both signs, and those at which functions change their course. */
    private static float[] sweep() {
        int count = (int) ((1L << 32) / STRIDE);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = Float.intBitsToFloat(i * STRIDE);
        }
        System.arraycopy(SPECIAL, 0, x, 0, SPECIAL.length);
        return x;
    }

    /** The same floats in an order that makes other pairs, among them each of two special ones. */
    private static float[] partners(float[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[(int) (i * 7919L % x.length)];
        }
        for (int i = 0; i < SPECIAL.length * SPECIAL.length; i++) {
            x[i] = SPECIAL[i / SPECIAL.length];
            y[i] = SPECIAL[i % SPECIAL.length];
        }
        return y;
    }

    private static void compare(Gpu gpu, List<Op> ops, float[]... arrays) {
        List<Tensor> in = Stream.of(arrays).map(Tensor::of).toList();
        Program program = Program.capture(Options.defaults().on(gpu), in,
                x -> ops.stream().map(op -> op.tensor(x.toArray(Tensor[]::new))).toList()).program();
        List<Value> given = program.run(in);
        for (int i = 0; i < ops.size(); i++) {
            int[] expected = bits(ops.get(i).tensor(in.toArray(Tensor[]::new)));
            int[] bits = bits((Tensor) given.get(i));
            for (int k = 0; k < bits.length; k++) {
                if (bits[k] != expected[k]) {
                    StringBuilder at = new StringBuilder(ops.get(i) + " of");
                    for (float[] array : arrays) {
                        at.append(' ').append(Float.toHexString(array[k]));
                    }
                    assertThat(Float.toHexString(Float.intBitsToFloat(bits[k]))).as(at.toString())
                            .isEqualTo(Float.toHexString(Float.intBitsToFloat(expected[k])));
                }
            }
        }
    }

    private static int[] bits(Tensor x) {
        float[] values = x.toArray();
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return bits;
    }

    @Test
    void functionsOfOneFloat() {
        compare(TestDevice.first(), OF_ONE, sweep());
    }

    @Test
    void functionsOfTwoFloats() {
        float[] x = sweep();
        compare(TestDevice.first(), OF_TWO, x, partners(x));
    }

    @Test
    void sinesOfNearAndFarAngles() {
        Gpu gpu = TestDevice.withDoubles();
        compare(gpu, List.of(new TrigonometricOp.Sin(), new TrigonometricOp.Cos()), sweep());
    }

    @Test
    void exactFunctionsOfTwoDoubles() {
        float[] x = sweep();
        List<Op> ops = List.of(
                new PreciseOp.Binary(PreciseBinaryFunction.HYPOT), new PreciseOp.Binary(PreciseBinaryFunction.FMOD),
                new PreciseOp.Binary(PreciseBinaryFunction.REMAINDER),
                new PreciseOp.Binary(PreciseBinaryFunction.COPYSIGN));
        compare(TestDevice.withDoubles(), ops, x, partners(x));
    }

    @Test
    void powersOfAllKinds() {
        Gpu gpu = TestDevice.withDoubles();
        float[] x = sweep();
        compare(gpu, List.of(new BinaryOp.Pow()), x, partners(x));
        float[] near = new float[1 << 18];
        float[] exponents = new float[near.length];
        for (int i = 0; i < near.length; i++) {
            near[i] = (i - near.length / 2) * 0x1p-14f;
            exponents[i] = i % 67 - 33 + (i % 3) * 0.5f;
        }
        compare(gpu, List.of(new BinaryOp.Pow()), near, exponents);
    }

    /** A chain of steps with more results than the arguments of a kernel have room for. */
    @Test
    void moreResultsThanAKernelTakes() {
        List<Tensor> in = IntStream.range(0, 4).mapToObj(_ -> AgainstCpu.floats(2, 1024)).toList();
        AgainstCpu.assertSameBits(in, x -> {
            List<Tensor> sums = new ArrayList<>(List.of(x.floats(0)));
            for (int i = 1; i <= 64; i++) {
                sums.add(sums.getLast().add(x.floats(i % in.size())));
            }
            return sums.subList(1, sums.size());
        });
    }
}
