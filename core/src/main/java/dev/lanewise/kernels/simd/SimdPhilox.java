package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.lanewise.kernels.scalar.Philox;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** {@link Philox}, one block in each long lane, with its 32-bit words in the lower halves. */
final class SimdPhilox {
    private static final VectorSpecies<Long> L = F.withLanes(long.class);
    private static final int BLOCKS = L.length();
    private static final long LOW = 0xFFFFFFFFL;

    /** Each lane of the lower or upper half twice. */
    private static final VectorShuffle<Long> LOWER_TWICE = VectorShuffle.fromOp(L, lane -> lane / 2);

    private static final VectorShuffle<Long> UPPER_TWICE = VectorShuffle.fromOp(L, lane -> (BLOCKS + lane) / 2);
    private static final VectorMask<Long> ODD = VectorMask.fromLong(L, 0xAAAA_AAAA_AAAA_AAAAL);

    private SimdPhilox() {}

    /** {@link Philox#ticks}. Not worth it with two blocks per vector: some 128-bit processors cannot multiply longs. */
    static void ticks(long seed, long stream, long index, float scale, float[] out, int o, int n) {
        if (BLOCKS < 4) {
            Philox.ticks(seed, stream, index, scale, out, o, n);
            return;
        }
        int i = Math.min(n, (int) -index & 3);
        Philox.ticks(seed, stream, index, scale, out, o, i);
        for (; i <= n - 4 * BLOCKS; i += 4 * BLOCKS) {
            LongVector block = LongVector.broadcast(L, index + i >>> 2).addIndex(1);
            LongVector w0 = block;
            LongVector w1 = block.lanewise(LSHR, 32);
            LongVector w2 = LongVector.broadcast(L, stream);
            LongVector w3 = LongVector.broadcast(L, stream >>> 32);
            int key0 = (int) seed;
            int key1 = (int) (seed >>> 32);
            // only lower halves are words; the multiplications drop what accumulates above them
            for (int round = 0; round < Philox.ROUNDS; round++) {
                LongVector product0 = times(w0, Philox.MULTIPLIER_0);
                LongVector product2 = times(w2, Philox.MULTIPLIER_2);
                w0 = product2.lanewise(LSHR, 32).lanewise(XOR, w1).lanewise(XOR, key0 & LOW);
                w1 = product2;
                w2 = product0.lanewise(LSHR, 32).lanewise(XOR, w3).lanewise(XOR, key1 & LOW);
                w3 = product0;
                key0 += Philox.KEY_STEP_0;
                key1 += Philox.KEY_STEP_1;
            }
            LongVector w01 = w0.and(LOW).or(w1.lanewise(LSHL, 32));
            LongVector w23 = w2.and(LOW).or(w3.lanewise(LSHL, 32));
            store(w01.rearrange(LOWER_TWICE).blend(w23.rearrange(LOWER_TWICE), ODD), scale, out, o + i);
            store(w01.rearrange(UPPER_TWICE).blend(w23.rearrange(UPPER_TWICE), ODD), scale, out, o + i + 2 * BLOCKS);
        }
        Philox.ticks(seed, stream, index + i, scale, out, o + i, n - i);
    }

    /** Masks both factors, so that C2 knows it can multiply 32 by 32 bits. */
    private static LongVector times(LongVector word, long multiplier) {
        return word.and(LOW).mul(LongVector.broadcast(L, multiplier).and(LOW));
    }

    private static void store(LongVector words, float scale, float[] out, int o) {
        ((FloatVector) words.reinterpretAsInts().lanewise(LSHR, 8).convert(I2F, 0)).mul(scale).intoArray(out, o);
    }
}
