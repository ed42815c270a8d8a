package dev.lanewise.workshop.measure;

import dev.lanewise.parallel.Parallel;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A product of two matrices of {@value #SIZE} rows and columns, by a method of the participant's {@code chapter15.Fast}
 * or by Lanewise. Its classes are in the folder that the property {@value #CLASSES} names. A product is measured only if
 * it is right.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ProductBenchmark {
    /** Rows and columns of each matrix. */
    public static final int SIZE = 512;

    /** The system property that names the folder with the compiled exercise. */
    public static final String CLASSES = "workshop.classes";

    /** The versions that Lanewise computes, by the calling thread and by all. */
    public static final String ONE_THREAD = "lanewise-1";

    /** See {@link #ONE_THREAD}. */
    public static final String ALL_THREADS = "lanewise-all";

    private static final String FAST = "chapter15.Fast";

    /** A method of the exercise, or Lanewise. */
    @Param({"naive", "swapped", "vector", "threads", ONE_THREAD, ALL_THREADS})
    String version = "naive";

    private Product product = ProductBenchmark::lanewise;
    private float[] a = {};
    private float[] b = {};
    private float[] c = {};

    /** Finds the product, and tries it. */
    @Setup
    public void prepare() throws ReflectiveOperationException {
        switch (version) {
            case ONE_THREAD -> Parallel.setThreads(1);
            case ALL_THREADS -> product = ProductBenchmark::lanewise;
            default -> product = exercise(version);
        }
        check(37, 29, 41); // blocks of all sizes leave a rest
        a = numbers(SIZE * SIZE, 1);
        b = numbers(SIZE * SIZE, 2);
        c = new float[SIZE * SIZE];
    }

    /** What is measured. */
    @Benchmark
    public float[] multiply() {
        product.multiply(SIZE, SIZE, SIZE, a, b, c);
        return c;
    }

    private static Product exercise(String name) throws ReflectiveOperationException {
        try {
            URL[] classes = {Path.of(System.getProperty(CLASSES, "")).toUri().toURL()};
            // It stays open: the exercise may load classes at any time.
            @SuppressWarnings("resource")
            URLClassLoader loader = new URLClassLoader(classes, ProductBenchmark.class.getClassLoader());
            MethodType type = MethodType.methodType(
                    void.class, int.class, int.class, int.class, float[].class, float[].class, float[].class);
            return MethodHandleProxies.asInterfaceInstance(
                    Product.class, MethodHandles.publicLookup().findStatic(loader.loadClass(FAST), name, type));
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The result of Lanewise is a tensor of its own, as always, and {@code c} is left alone if it is not its sizes'. */
    private static void lanewise(int m, int k, int n, float[] a, float[] b, float[] c) {
        Tensor result = Tensor.wrap(a, Shape.of(m, k)).matmul(Tensor.wrap(b, Shape.of(k, n)));
        result.copyTo(c, 0);
    }

    private void check(int m, int k, int n) {
        float[] left = numbers(m * k, 3);
        float[] right = numbers(k * n, 4);
        float[] actual = new float[m * n];
        product.multiply(m, k, n, left, right, actual);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += (double) left[i * k + p] * right[p * n + j];
                }
                if (!(Math.abs(actual[i * n + j] - sum) <= 1e-4)) {
                    throw new IllegalStateException(version + ": row " + i + ", column " + j + " is " + actual[i * n + j]
                            + ", expected " + sum);
                }
            }
        }
    }

    private static float[] numbers(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
