package dev.lanewise.workshop.measure;

import dev.lanewise.parallel.Parallel;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.workshop.Hole;
import java.io.IOException;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
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
 * or by Lanewise. Its classes are in the folder that the property {@value #CLASSES} names. A product is measured only
 * if it is right.
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

    /** A file in the folder with the compiled exercise: why a product cannot be measured, in a sentence. */
    public static final String REASON = "reason.txt";

    private static final String FAST = "chapter15.Fast";

    /** A method of the exercise, or Lanewise. */
    @Param({"naive", "swapped", "vector", "threads", ONE_THREAD, ALL_THREADS})
    String version = "naive";

    private Product product = ProductBenchmark::lanewise;
    private float[] a = {};
    private float[] b = {};
    private float[] c = {};

    /** Finds the product, and tries it; what is wrong with it is left in the file {@value #REASON}. */
    @Setup
    public void prepare() throws IOException, ReflectiveOperationException {
        switch (version) {
            case ONE_THREAD -> Parallel.setThreads(1);
            case ALL_THREADS -> product = ProductBenchmark::lanewise;
            default -> product = exercise(version);
        }
        try {
            check(37, 29, 41); // blocks of all sizes leave a rest
        } catch (Hole | RuntimeException | StackOverflowError e) {
            String message = switch (e) {
                case Hole hole -> "not yet: " + hole.getMessage();
                case WrongProduct wrong -> wrong.getMessage();
                default -> "it throws " + e;
            };
            Files.writeString(folder().resolve(REASON), String.valueOf(message));
            throw e;
        }
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

    private static Path folder() {
        return Path.of(System.getProperty(CLASSES, ""));
    }

    private static Product exercise(String name) throws IOException, ReflectiveOperationException {
        URL[] classes = {folder().toUri().toURL()};
        // It stays open: the exercise may load classes at any time.
        @SuppressWarnings("resource")
        URLClassLoader loader = new URLClassLoader(classes, ProductBenchmark.class.getClassLoader());
        MethodType type = MethodType.methodType(
                void.class, int.class, int.class, int.class, float[].class, float[].class, float[].class);
        return MethodHandleProxies.asInterfaceInstance(
                Product.class, MethodHandles.publicLookup().findStatic(loader.loadClass(FAST), name, type));
    }

    /** The result of Lanewise is a tensor of its own; it is copied, which takes little beside the product. */
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
                    throw new WrongProduct("row " + i + ", column " + j + " of a product is " + actual[i * n + j]
                            + ", expected " + (float) sum);
                }
            }
        }
    }

    /** A product that is not right. */
    private static final class WrongProduct extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongProduct(String message) {
            super(message);
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
