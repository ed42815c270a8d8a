package dev.lanewise.bench.worker;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The products of netlib's BLAS in Java, of which the Vector API version is chosen where it runs. It is on the class
 * path only if the profile {@code peers-jvm} has put it there, so it is looked up by name.
 */
final class NetlibEngine implements Engine {
    private static final String BLAS = "dev.ludovic.netlib.blas.JavaBLAS";

    private final Sgemm sgemm = sgemm();

    private static Sgemm sgemm() {
        try {
            Class<?> type = Class.forName(BLAS);
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Object blas = lookup.findStatic(type, "getInstance", MethodType.methodType(type)).invoke();
            MethodType signature = MethodType.methodType(void.class, String.class, String.class, int.class, int.class,
                    int.class, float.class, float[].class, int.class, int.class, float[].class, int.class, int.class,
                    float.class, float[].class, int.class, int.class);
            MethodHandle method = lookup.findVirtual(type, "sgemm", signature).bindTo(blas);
            return MethodHandleProxies.asInterfaceInstance(Sgemm.class, method);
        } catch (ClassNotFoundException _) {
            throw new UnsupportedOperationException("netlib is not on the class path; LANEWISE_PEERS_JVM=1 "
                    + "bench/run peers builds with it");
        } catch (Throwable e) { // a method handle may throw anything
            throw new UnsupportedOperationException("netlib's BLAS cannot be used (" + e + ")", e);
        }
    }

    /** Row-major C = A B is column-major Cᵀ = Bᵀ Aᵀ. */
    @Override
    public Work open(Task task) {
        if (!task.kind().equals("sgemm")) {
            throw task.unsupported("netlib");
        }
        int m = task.size("m");
        int k = task.size("k");
        int n = task.size("n");
        String transA = task.word("form").substring(0, 1);
        String transB = task.word("form").substring(1, 2);
        int lda = transA.equals("T") ? m : k;
        int ldb = transB.equals("T") ? k : n;
        float[] a = TestData.uniform(1, m * k);
        float[] b = TestData.uniform(2, k * n);
        float[] c = new float[m * n];
        return new Work() {
            @Override
            public void run() {
                sgemm.run(transB, transA, n, m, k, 1, b, 0, ldb, a, 0, lda, 0, c, 0, n);
            }

            @Override
            public double check() {
                run();
                return TestData.sumOfSquares(c);
            }
        };
    }
}
