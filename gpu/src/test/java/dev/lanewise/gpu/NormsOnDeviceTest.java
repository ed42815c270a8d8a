package dev.lanewise.gpu;

import dev.lanewise.ops.BatchNormOp;
import dev.lanewise.ops.GroupNormOp;
import dev.lanewise.ops.NormOp;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Normalisation and its gradients on a device. */
class NormsOnDeviceTest {
    private final RandomSource random = RandomSource.seed(6);

    @ParameterizedTest
    @CsvSource({"0, 3", "3, 0", "1, 1", "3, 63", "2, 64", "5, 65", "260, 33", "20, 1000", "2, 17000"})
    void rows(int rows, int cols) {
        requireRows(random.normal(rows, cols).mul(3).add(1));
    }

    @Test
    void rowsOfExtremeNumbers() {
        Tensor x = random.normal(4, 70);
        for (float scale : new float[] {0, 1e-30f, 1e-20f, 1e25f, 1e37f, Float.POSITIVE_INFINITY, Float.NaN}) {
            requireRows(x.mul(scale));
        }
        requireRows(Tensor.full(5, 2, 70));
    }

    private void requireRows(Tensor x) {
        int cols = x.dim(1);
        Tensor w = random.normal(cols);
        Tensor b = random.normal(cols);
        Tensor g = random.normal(x.shape().dims());
        for (float eps : new float[] {1e-5f, 0}) {
            NormOp layer = new NormOp.LayerNorm(eps);
            SameBits.of(layer, x);
            SameBits.of(layer, x, w);
            SameBits.of(layer, x, w, b);
            Value[] found = layer.apply(x);
            SameBits.of(new NormOp.LayerNormGrad(), g, x, found[1], found[2]);
            SameBits.of(new NormOp.LayerNormGrad(), g, x, found[1], found[2], w);
            NormOp rms = new NormOp.RMSNorm(eps);
            SameBits.of(rms, x);
            SameBits.of(rms, x, w);
            Value r = rms.apply(x)[1];
            SameBits.of(new NormOp.RMSNormGrad(), g, x, r);
            SameBits.of(new NormOp.RMSNormGrad(), g, x, r, w);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4, 3", "3, 4, 0", "1, 2, 1", "5, 4, 7", "3, 4, 65", "2, 2, 1100", "3, 2, 1023", "1, 2, 17000",
        "2000, 2, 9", "3, 6, 1"
    })
    void channels(int batch, int channels, int positions) {
        Tensor noise = random.normal(batch, channels, positions);
        Tensor g = random.normal(batch, channels, positions);
        Tensor w = random.normal(channels);
        Tensor b = random.normal(channels);
        Tensor columnW = w.reshape(channels, 1);
        Tensor columnB = b.reshape(channels, 1);
        for (Tensor x : new Tensor[] {noise, noise.mul(0.01f).add(1000)}) { // a second look at the mean
            BatchNormOp norm = new BatchNormOp.BatchNorm(1e-5f);
            SameBits.of(norm, x);
            SameBits.of(norm, x, w);
            SameBits.of(norm, x, w, b);
            Value[] found = norm.apply(x);
            SameBits.of(new BatchNormOp.BatchNormGrad(1e-5f), g, x, found[1], found[2]);
            SameBits.of(new BatchNormOp.BatchNormGrad(1e-5f), g, x, found[1], found[2], w);
            Tensor mean = ((Tensor) found[1]).reshape(channels, 1);
            Tensor variance = ((Tensor) found[2]).reshape(channels, 1);
            SameBits.of(new BatchNormOp.BatchNormByGiven(1e-5f), x, mean, variance);
            SameBits.of(new BatchNormOp.BatchNormByGiven(1e-5f), x, mean, variance, columnW, columnB);
            for (int groups : new int[] {1, channels / 2, channels}) {
                GroupNormOp group = new GroupNormOp.GroupNorm(groups, 1e-5f);
                SameBits.of(group, x);
                SameBits.of(group, x, columnW, columnB);
                Value[] all = group.apply(x);
                GroupNormOp gradient = new GroupNormOp.GroupNormGrad(groups, 1e-5f);
                SameBits.of(gradient, g, x, all[1], all[2]);
                SameBits.of(gradient, g, x, all[1], all[2], columnW);
            }
        }
    }
}
