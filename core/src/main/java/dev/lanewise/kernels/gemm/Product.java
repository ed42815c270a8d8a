package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Pool;
import java.lang.ref.SoftReference;
import org.jspecify.annotations.Nullable;

/**
 * A matrix product {@code C = op(A) op(B)}, C being {@code m x n} and k the inner size: described and checked once, and
 * passed on as a whole.
 *
 * <pre>
 *   Gemm.product(m, n, k)
 *           .a(a, 0, k, false)
 *           .b(b, 0, n, false)
 *           .c(c, 0, n)
 *           .run();
 * </pre>
 *
 * <p>Products come from a pool, with the jobs that compute them, so that a call allocates nothing. Running one returns
 * it to the pool: it is described by one thread and run once. Fields change only between forks, and
 * {@link dev.lanewise.parallel.Parallel#forEach} publishes them to other threads.
 */
public final class Product implements Pool.Kept<Product> {
    private static final Pool<Product> POOL = new Pool<>(Product::new);

    private final SoftReference<Product> reference = new SoftReference<>(this);

    final Operand a = new Operand();
    final Operand b = new Operand();
    final Operand c = new Operand();

    GemmKernels kernels = KernelLookup.active().gemm();
    int m;
    int n;
    int k;

    @Nullable
    Epilogue epilogue;

    private final GemmPackedJob packed = new GemmPackedJob(this);
    private final GemmUnpackedJob unpacked = new GemmUnpackedJob(this);
    private final GemmNarrowJob narrow = new GemmNarrowJob(this);

    /** Whether it is in use: being described or run. */
    private boolean taken;

    private Product() {}

    static Product take(GemmKernels kernels, int m, int n, int k) {
        Product product = POOL.take();
        product.taken = true;
        product.kernels = kernels;
        product.m = m;
        product.n = n;
        product.k = k;
        return product;
    }

    /**
     * Sets A.
     *
     * @param ld distance between its rows as stored
     * @param transposed whether it is stored as {@code k x m}
     */
    public Product a(float[] data, int offset, int ld, boolean transposed) {
        a.set(data, offset, ld, transposed);
        return this;
    }

    /**
     * Sets B.
     *
     * @param ld distance between its rows as stored
     * @param transposed whether it is stored as {@code n x k}
     */
    public Product b(float[] data, int offset, int ld, boolean transposed) {
        b.set(data, offset, ld, transposed);
        return this;
    }

    /** Sets C, whose rows are {@code ld} apart. It shares no storage with A and B. */
    public Product c(float[] data, int offset, int ld) {
        c.set(data, offset, ld, false);
        return this;
    }

    /** Sets what is applied to C while it is in cache. */
    public Product epilogue(Epilogue last) {
        epilogue = last;
        return this;
    }

    /**
     * Computes the product.
     *
     * @throws IllegalArgumentException if a size is negative or an operand does not fit its array
     */
    public void run() {
        checkSizes();
        check(0, 0, 0);
        Gemm.multiply(this);
        giveBack();
    }

    /**
     * Computes as many products of this shape as there are offsets: item {@code i} is {@code aOffsets[i]} after A, and
     * so on. Offsets of A and B may repeat (broadcasting); the blocks of C must not overlap.
     *
     * @throws IllegalArgumentException if a size is negative, an item does not fit its array, or the numbers of offsets
     *     differ
     */
    public void runBatch(int[] aOffsets, int[] bOffsets, int[] cOffsets) {
        int batch = aOffsets.length;
        if (bOffsets.length != batch || cOffsets.length != batch) {
            throw new IllegalArgumentException("gemm: a batch needs as many offsets of A, B and C, not " + batch + ", "
                    + bOffsets.length + " and " + cOffsets.length);
        }
        checkSizes();
        for (int i = 0; i < batch; i++) {
            check(aOffsets[i], bOffsets[i], cOffsets[i]);
        }
        Gemm.multiplyBatch(this, aOffsets, bOffsets, cOffsets);
        giveBack();
    }

    private void checkSizes() {
        if (!taken) {
            throw new IllegalStateException("gemm: a product is run once");
        }
        if (m < 0 || n < 0 || k < 0) {
            throw new IllegalArgumentException(
                    "gemm: sizes m = " + m + ", n = " + n + ", k = " + k + " must not be negative");
        }
    }

    private void check(int pastA, int pastB, int pastC) {
        a.check("A", a.offset + pastA, m, k);
        b.check("B", b.offset + pastB, k, n);
        c.check("C", c.offset + pastC, m, n);
    }

    /** An item of a batch, to be returned to the pool. */
    Product item(int pastA, int pastB, int pastC) {
        Product item = take(kernels, m, n, k);
        item.a.set(a.data, a.offset + pastA, a.ld, a.transposed);
        item.b.set(b.data, b.offset + pastB, b.ld, b.transposed);
        item.c.set(c.data, c.offset + pastC, c.ld, false);
        item.epilogue = epilogue;
        return item;
    }

    /**
     * The product over {@code length} of k from {@code p} on, into another array without gaps; to be returned to the
     * pool.
     */
    Product chain(int p, int length, float[] to, int at) {
        Product chain = take(kernels, m, n, length);
        chain.a.set(a.data, a.at(0, p), a.ld, a.transposed);
        chain.b.set(b.data, b.at(p, 0), b.ld, b.transposed);
        chain.c.set(to, at, n, false);
        return chain;
    }

    /** Returns the product to the pool; one that failed is left to the garbage collector. */
    void giveBack() {
        a.clear();
        b.clear();
        c.clear();
        epilogue = null;
        taken = false;
        POOL.giveBack(this);
    }

    double multiplyAdds() {
        return (double) m * n * k;
    }

    /** Computes {@code m, n, k >= 1} by tiles on at most so many threads. */
    void tiles(int threads) {
        if (unpacked.suits()) {
            unpacked.multiply(threads);
        } else if (narrow.suits()) {
            narrow.multiply(threads);
        } else {
            packed.multiply(threads);
        }
    }

    /** Applies the epilogue, if there is one, to all of C. */
    void finish() {
        Epilogue last = epilogue;
        if (last != null) {
            last.apply(c.data, c.offset, c.ld, m, n);
        }
    }

    /** Applies the epilogue, if there is one, to a block of C. */
    void finish(int row, int rows, int col, int cols) {
        Epilogue last = epilogue;
        if (last != null) {
            last.rows(c.data, c.at(row, col), c.ld, rows, cols, col);
        }
    }

    @Override
    public SoftReference<Product> reference() {
        return reference;
    }
}
