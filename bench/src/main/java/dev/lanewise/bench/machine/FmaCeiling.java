package dev.lanewise.bench.machine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Fused multiply-adds that touch nothing but registers: as many as the machine can do. */
public final class FmaCeiling {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;

    private FmaCeiling() {}

    /**
     * Does so many multiply-adds of floats on this thread, in {@value #CHAINS} independent chains: more than latency
     * times units of today's processors, fewer than their registers.
     *
     * @return {@link #expected}, if all is well
     */
    public static float run(int fmas) {
        int rounds = rounds(fmas);
        FloatVector x = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector y = FloatVector.broadcast(SPECIES, 1);
        FloatVector a = y;
        FloatVector b = y;
        FloatVector c = y;
        FloatVector d = y;
        FloatVector e = y;
        FloatVector f = y;
        FloatVector g = y;
        FloatVector h = y;
        FloatVector i = y;
        FloatVector j = y;
        FloatVector k = y;
        FloatVector l = y;
        for (int r = 0; r < rounds; r++) {
            a = x.fma(y, a);
            b = x.fma(y, b);
            c = x.fma(y, c);
            d = x.fma(y, d);
            e = x.fma(y, e);
            f = x.fma(y, f);
            g = x.fma(y, g);
            h = x.fma(y, h);
            i = x.fma(y, i);
            j = x.fma(y, j);
            k = x.fma(y, k);
            l = x.fma(y, l);
        }
        FloatVector sum = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l);
        return sum.lane(0);
    }

    private static int rounds(int fmas) {
        return fmas / (CHAINS * SPECIES.length());
    }

    /** What {@link #run} returns: each chain begins at 1 and gains a half in each round. */
    public static float expected(int fmas) {
        return CHAINS * (1 + rounds(fmas) * 0.5f);
    }
}
