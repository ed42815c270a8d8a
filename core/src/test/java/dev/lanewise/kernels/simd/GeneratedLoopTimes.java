package dev.lanewise.kernels.simd;

import dev.lanewise.Seeds;
import dev.lanewise.kernels.MapKernels;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Prints what generating a loop takes, and how long the written loop of a function runs beside the generated one. */
final class GeneratedLoopTimes {
    private static final int ROUNDS = 400;
    private static final int WARM_UP_MILLIS = 2000;

    /** Elements that a round computes. */
    private static final int ROUND = 400_000;

    private GeneratedLoopTimes() {}

    public static void main(String[] args) {
        MapKernels kernels = new SimdMapKernels();
        Map<String, MapKernels.Loop> written = new LinkedHashMap<>();
        written.put("log", kernels::log);
        written.put("tanh", kernels::tanh);
        written.put("sigmoid", kernels::sigmoid);
        written.put("gelu", kernels::gelu);
        written.put("geluTanh", kernels::geluTanh);
        written.put("silu", kernels::silu);
        written.forEach((name, loop) -> {
            long start = System.nanoTime();
            MapKernels.Loop generated = kernels.generated(name);
            System.out.printf("%s: generated in %.1f ms%n", name, (System.nanoTime() - start) / 1e6);
            for (int n : new int[] {1000, 100_000}) {
                double[] fastest = fastest(n, loop, generated);
                System.out.printf("  %d elements: written %.0f ns, generated %.0f ns%n", n, fastest[0], fastest[1]);
            }
        });
    }

    /** The fastest round of each, in turns, in nanoseconds a call. */
    private static double[] fastest(int n, MapKernels.Loop... loops) {
        SplittableRandom random = Seeds.random(1);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextDouble(4);
        }
        float[] y = new float[n];
        double[] fastest = new double[loops.length];
        Arrays.fill(fastest, Double.MAX_VALUE);
        long warm = System.nanoTime() + WARM_UP_MILLIS * 1_000_000L;
        int calls = ROUND / n;
        for (int round = 0; round < ROUNDS || System.nanoTime() < warm; round++) {
            for (int l = 0; l < loops.length; l++) {
                long start = System.nanoTime();
                for (int call = 0; call < calls; call++) {
                    loops[l].run(x, 0, y, 0, n);
                }
                fastest[l] = Math.min(fastest[l], (System.nanoTime() - start) / (double) calls);
            }
        }
        return fastest;
    }
}
