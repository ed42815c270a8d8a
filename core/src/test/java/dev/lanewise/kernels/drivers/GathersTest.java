package dev.lanewise.kernels.drivers;

import static dev.lanewise.TensorAssert.assertThatFloats;

import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.GemmKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gathers, puts and sums at indices, against loops that follow their definitions element by element. */
@Tag("quick")
class GathersTest {
    private static final int OUTER = 3;
    private static final int[] INNERS = {1, 5, 70};

    private final SplittableRandom random = Seeds.random(77);

    @Test
    void gathersAndPutsFollowTheirDefinitions() {
        for (int inner : INNERS) {
            for (int count : new int[] {1, 40, 3000}) {
                int len = 17;
                int[] index = indices(OUTER * count * inner, len);
                float[] x = FloatSamples.ordinary(random, 1 + OUTER * len * inner);
                float[] source = FloatSamples.ordinary(random, 2 + index.length);
                float[] gathered = new float[index.length];
                float[] put = FloatSamples.ordinary(random, 1 + OUTER * len * inner);
                float[] expectedPut = put.clone();
                for (int at = 0; at < index.length; at++) {
                    int place = 1 + (at / (count * inner) * len + index[at]) * inner + at % inner;
                    gathered[at] = x[place];
                    expectedPut[place] = source[2 + at];
                }
                float[] y = new float[index.length];
                Gathers.gather(x, 1, OUTER, len, inner, index, count, y, 0);
                assertThatFloats(y).as(count + " x " + inner).hasBitsOf(gathered);
                Gathers.put(source, 2, OUTER, count, inner, index, put, 1, len);
                assertThatFloats(put).as(count + " x " + inner).hasBitsOf(expectedPut);
            }
        }
    }

    /** Few and many elements a place: up to a chain, and more than a chain. */
    @Test
    void sumsAreAddedInChainsHoweverManyNameAPlace() {
        for (int inner : INNERS) {
            for (int count : new int[] {0, 40, GemmKernels.CHAIN, 600, 2700, 3000}) {
                for (int len : new int[] {1, 4, 11, 500}) {
                    checkSums(inner, count, len, indices(OUTER * count * inner, len));
                }
            }
        }
    }

    @Test
    void sumsOfOnePlaceAmongManyAreAddedInChains() {
        int count = 2000;
        for (int inner : INNERS) {
            for (int often : new int[] {255, 256, 511, 512, 513, 1024, 1025}) {
                int[] index = indices(OUTER * count * inner, 499);
                for (int k = 0; k < often; k++) {
                    for (int j = 0; j < inner; j++) {
                        index[(k * count / often) * inner + j] = 499;
                    }
                }
                checkSums(inner, count, 500, index);
            }
        }
    }

    private void checkSums(int inner, int count, int len, int[] index) {
        float[] x = FloatSamples.ordinary(random, 3 + index.length);
        float[] y = FloatSamples.ordinary(random, 1 + OUTER * len * inner + 1);
        float[] base = FloatSamples.ordinary(random, 2 + OUTER * len * inner);
        String what = count + " x " + inner + " in " + len;
        float[] zeros = y.clone();
        Arrays.fill(zeros, 1, zeros.length - 1, 0f);
        float[] sums = sums(zeros, inner, count, len, x, index);
        Gathers.add(x, 3, OUTER, count, inner, index, y, 1, len);
        assertThatFloats(y).as(what).hasBitsOf(sums);
        System.arraycopy(base, 2, zeros, 1, base.length - 2);
        sums = sums(zeros, inner, count, len, x, index);
        Gathers.addTo(base, 2, x, 3, OUTER, count, inner, index, y, 1, len);
        assertThatFloats(y).as(what + " and a base").hasBitsOf(sums);
    }

    private static float[] sums(float[] start, int inner, int count, int len, float[] x, int[] index) {
        float[] sums = start.clone();
        float[] chains = new float[sums.length];
        int[] lengths = new int[sums.length];
        for (int at = 0; at < index.length; at++) {
            int place = 1 + (at / (count * inner) * len + index[at]) * inner + at % inner;
            if (lengths[place]++ < GemmKernels.CHAIN) {
                sums[place] += x[3 + at];
                continue;
            }
            chains[place] += x[3 + at];
            if (lengths[place] % GemmKernels.CHAIN == 0) {
                sums[place] += chains[place];
                chains[place] = 0;
            }
        }
        for (int place = 1; place < sums.length - 1; place++) {
            if (lengths[place] > GemmKernels.CHAIN && lengths[place] % GemmKernels.CHAIN != 0) {
                sums[place] += chains[place];
            }
        }
        return sums;
    }

    private int[] indices(int n, int size) {
        return random.ints(n, 0, size).toArray();
    }
}
