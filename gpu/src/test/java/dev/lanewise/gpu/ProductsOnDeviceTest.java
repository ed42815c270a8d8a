package dev.lanewise.gpu;

import dev.lanewise.Seeds;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Products on a device: sizes around those of tiles and chains, stacks that broadcast, and what spreads. */
class ProductsOnDeviceTest {
    private final RandomSource random = RandomSource.seed(Seeds.seed());

    /** Both operands in all four ways of storing them. */
    private void requireSame(int[] batchA, int[] batchB, int m, int n, int k) {
        Tensor[] in = {
            normal(batchA, m, k), normal(batchA, k, m), normal(batchB, k, n), normal(batchB, n, k)
        };
        SameBits.of(m + " x " + k + " x " + n, List.of(in), x -> {
            List<Value> products = new ArrayList<>();
            for (int ways = 0; ways < 4; ways++) {
                Tensor a = (Tensor) x.get(ways & 1);
                Tensor b = (Tensor) x.get(2 + (ways >> 1));
                products.add(a.matmul(b, (ways & 1) != 0, ways > 1));
            }
            return products;
        });
    }

    private Tensor normal(int[] batch, int rows, int cols) {
        int[] dims = new int[batch.length + 2];
        System.arraycopy(batch, 0, dims, 0, batch.length);
        dims[batch.length] = rows;
        dims[batch.length + 1] = cols;
        return random.normal(dims);
    }

    @Test
    void sizesAroundThoseOfTiles() {
        int[] none = {};
        requireSame(none, none, 130, 129, 67);
        requireSame(none, none, 65, 200, 1);
        requireSame(none, none, 63, 257, 513);
        requireSame(none, none, 129, 128, 1027);
        requireSame(none, none, 1, 300, 700);
        requireSame(none, none, 300, 1, 700);
        requireSame(none, none, 200, 3, 1025);
        requireSame(none, none, 1, 1, 1300);
        requireSame(none, none, 17, 15, 1025);
    }

    @Test
    void nothingToAddIsZeroAndNothingToComputeIsNothing() {
        int[] none = {};
        requireSame(none, none, 70, 300, 0);
        requireSame(none, none, 3, 2, 0);
        requireSame(none, none, 0, 5, 4);
        requireSame(none, none, 5, 0, 4);
        requireSame(new int[] {0}, new int[] {1}, 5, 2, 4);
    }

    @Test
    void stacksBroadcast() {
        requireSame(new int[] {3, 1, 2}, new int[] {4, 1}, 5, 3, 6);
        requireSame(new int[] {2, 1}, new int[] {3}, 70, 65, 33);
        requireSame(new int[] {}, new int[] {7}, 66, 2, 520);
    }

    /** Neighbours of elements that are not finite stay what they are. */
    @Test
    void infinityReachesItsRowAndColumnOnly() {
        float[] left = random.normal(150, 130).toArray();
        float[] right = random.normal(130, 140).toArray();
        left[70 * 130 + 129] = Float.POSITIVE_INFINITY;
        left[149 * 130] = Float.NaN;
        right[64 * 140 + 139] = Float.NEGATIVE_INFINITY;
        Tensor a = Tensor.of(left).reshape(150, 130);
        Tensor b = Tensor.of(right).reshape(130, 140);
        SameBits.of("infinities", List.of(a, b), x -> List.of(
                ((Tensor) x.get(0)).matmul((Tensor) x.get(1)),
                ((Tensor) x.get(1)).matmul((Tensor) x.get(0), true, true)));
    }

    @Test
    void denormalsAreKept() {
        Tensor a = random.normal(80, 100).mul(Tensor.scalar(0x1p-75f));
        Tensor b = random.normal(100, 90).mul(Tensor.scalar(0x1p-65f));
        SameBits.of("denormals", List.of(a, b), x -> List.of(((Tensor) x.get(0)).matmul((Tensor) x.get(1))));
    }
}
