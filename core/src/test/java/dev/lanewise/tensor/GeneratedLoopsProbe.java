package dev.lanewise.tensor;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.parallel.Team;

/** Calls two functions that run on generated loops, one after the other, and prints what calls of the second allocate. */
public final class GeneratedLoopsProbe {
    private static final int SIZE = 1024;

    /** The result and what a call needs beside it; vectors that are boxed would be as much again. */
    private static final int OWN_BYTES = SIZE * Float.BYTES + 1000;

    private static final int HOT = 30_000;

    private GeneratedLoopsProbe() {}

    public static void main(String[] args) throws Throwable {
        Tensor x = Tensor.full(0.3f, SIZE);
        try (Team.Scope _ = Team.of(1).use()) {
            float sum = 0;
            for (int i = 0; i < HOT; i++) {
                sum += Pointwise.log1p(x).get(0);
            }
            if (sum == 0) {
                throw new IllegalStateException("log1p gave 0");
            }
            System.out.println(AllocatedBytes.quietCalls(OWN_BYTES, () -> Pointwise.erf(x)));
        }
    }
}
