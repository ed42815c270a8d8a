package dev.lanewise.nn.conv;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.nn.Layer;
import dev.lanewise.nn.norm.BatchNorm1d;
import dev.lanewise.nn.norm.BatchNorm2d;
import dev.lanewise.nn.norm.BatchNorm3d;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FoldTest {
    private final RandomSource random = RandomSource.seed(3);

    @Test
    void aFoldedConvolutionDoesWhatBothDoInEvaluation() {
        ConvOptions options = ConvOptions.defaults().padding(1).groups(2);
        Conv1d line = new Conv1d(4, 6, 3, options, random);
        BatchNorm1d ofLine = new BatchNorm1d(6);
        check(line, ofLine, conv -> line.fold(ofLine).forward(conv), random.normal(5, 4, 9));
        Conv2d plane = new Conv2d(4, 6, 3, options, false, random);
        BatchNorm2d ofPlane = new BatchNorm2d(6);
        check(plane, ofPlane, x -> plane.fold(ofPlane).forward(x), random.normal(5, 4, 7, 6));
        Conv3d volume = new Conv3d(4, 6, 3, options, random);
        BatchNorm3d ofVolume = new BatchNorm3d(6, 1e-3, null, false, true);
        check(volume, ofVolume, x -> volume.fold(ofVolume).forward(x), random.normal(5, 4, 3, 4, 3));
    }

    private static void check(Layer convolution, Layer norm, UnaryOperator<Tensor> folded, Tensor x) {
        norm.train();
        for (int i = 0; i < 3; i++) { // statistics that are not those of a new layer
            norm.forward(convolution.forward(x));
        }
        norm.eval();
        assertThat(folded.apply(x)).isWithin(relative(1e-5).plus(1e-5)).of(norm.forward(convolution.forward(x)));
    }

    @Test
    void aFoldedConvolutionIsALayerOfItsOwn() {
        Conv2d convolution = new Conv2d(1, 2, 3, random);
        Conv2d folded = convolution.fold(new BatchNorm2d(2));
        assertThat(folded.weight().requiresGrad()).isTrue();
        assertThat(folded.stateDict()).containsOnlyKeys("weight", "bias");
        folded.weight().assign(Tensor.zeros(2, 1, 3, 3));
        assertThat(convolution.weight().abs().sum().item()).isPositive();
    }

    @Test
    void whatCannotBeFoldedIsRefused() {
        Conv2d convolution = new Conv2d(1, 2, 3, random);
        assertThatIllegalArgumentException().isThrownBy(() -> convolution.fold(new BatchNorm2d(3)))
                .withMessage("Conv2d: fold: the BatchNorm2d normalises 3 channels, and this convolution has 2 filters");
        BatchNorm2d untracked = new BatchNorm2d(2, 1e-5, 0.1, true, false);
        assertThatIllegalArgumentException().isThrownBy(() -> convolution.fold(untracked)).withMessage(
                "Conv2d: fold: the BatchNorm2d has no running statistics, so what it does depends on the batch");
    }
}
