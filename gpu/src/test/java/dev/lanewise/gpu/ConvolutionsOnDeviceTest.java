package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.ops.ConvOp;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.ConvTail;
import dev.lanewise.ops.ConvWindow;
import dev.lanewise.ops.Convolution;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions whose sums are longer than a chain, and whose sizes do not fit tiles: the bits of the CPU. */
class ConvolutionsOnDeviceTest {
    private static final ConvTail NOTHING = new ConvTail(false, false, null);

    private final RandomSource random = RandomSource.seed(5);

    @ParameterizedTest
    @CsvSource({
        // batch, channels, filters, groups, axes, size, kernel, stride, padding, dilation
        "3, 60, 65, 1, 2, 9, 3, 1, 1, 1", // a chain and some, a tile and some
        "2, 1, 1, 1, 2, 7, 3, 1, 0, 1",
        "2, 6, 6, 6, 2, 40, 3, 1, 1, 1", // many chains of few sums
        "2, 9, 33, 3, 2, 12, 3, 2, 1, 2",
        "1, 130, 17, 1, 1, 200, 5, 3, 2, 1",
        "2, 4, 5, 1, 3, 6, 2, 2, 1, 1",
        "2, 5, 64, 1, 2, 11, 2, 3, 0, 1", // elements that no tap reaches
        "2, 64, 3, 1, 2, 8, 4, 2, 1, 1",
        "1, 520, 8, 1, 2, 5, 1, 1, 0, 1"
    })
    void allThreeMapsHaveTheBitsOfTheCpu(
            int batch, int channels, int filters, int groups, int axes, int size, int kernel, int stride, int padding,
            int dilation) {
        ConvWindow window = new ConvWindow(
                times(stride, axes), times(padding, axes), times(padding, axes), times(dilation, axes), groups);
        int positions = (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
        Tensor x = random.normal(shape(batch, channels, size, axes));
        Tensor w = random.normal(shape(filters, channels / groups, kernel, axes));
        Tensor g = random.normal(shape(batch, filters, positions, axes));
        SameBits.ofTensors(List.of(x, w, g), in -> List.of(
                new ConvOp.Forward(window, NOTHING).tensor(in.get(0), in.get(1)),
                new ConvOp.InputGradient(window, times(size, axes), NOTHING).tensor(in.get(2), in.get(1)),
                new ConvOp.WeightGradient(window, times(kernel, axes)).tensor(in.get(0), in.get(2))));
    }

    private static List<Integer> times(int number, int axes) {
        return Collections.nCopies(axes, number);
    }

    private static int[] shape(int first, int second, int size, int axes) {
        return IntStream.concat(IntStream.of(first, second), IntStream.generate(() -> size).limit(axes)).toArray();
    }

    @Test
    void whatFollowsTheSumsAndWhatNoTapReaches() {
        ConvOptions options = ConvOptions.defaults().stride(3);
        Tensor x = random.normal(2, 5, 7, 6);
        Tensor bias = random.normal(4);
        SameBits.ofTensors(List.of(x, random.normal(5, 4, 2, 2), bias, random.normal(4, 5, 2, 2)), in -> List.of(
                Convolution.convTranspose2d(in.get(0), in.get(1), in.get(2), options).sigmoid(),
                Convolution.conv2d(in.get(0), in.get(3), in.get(2), options).relu()));
    }

    @Test
    void infinityInThePaddingIsNan() {
        Tensor x = random.normal(1, 3, 5, 5);
        Tensor w = Tensor.full(Float.POSITIVE_INFINITY, 4, 3, 3, 3);
        ConvOptions options = ConvOptions.defaults().padding(1);
        SameBits.ofTensors(List.of(x, w), in -> List.of(Convolution.conv2d(in.get(0), in.get(1), null, options)));
    }

    /** With whole numbers, whose sums are exact in any order: the CPU takes long for so many when it is cold. */
    @Test
    void chainsOfManyWeightsAreAddedUpInSeveralWaves() {
        int channels = 1024;
        int filters = 1400;
        int positions = 1025; // three chains, of which two fit a wave
        Tensor ofChannels = Tensor.arange(channels).reshape(1, channels, 1, 1);
        Tensor ofChains = Tensor.arange(positions).ge(512).toTensor().reshape(1, 1, 25, 41);
        Tensor x = ofChannels.add(Tensor.zeros(1, channels, 25, 41));
        Tensor g = Tensor.zeros(1, filters, 25, 41).add(ofChains).add(1);
        ConvWindow window = new ConvWindow(times(1, 2), times(0, 2), times(0, 2), times(1, 2), 1);
        Tensor slope = (Tensor) SameBits.run(List.of(x, g), in -> List.of(
                new ConvOp.WeightGradient(window, times(1, 2)).tensor(in.get(0), in.get(1)))).getFirst();
        float[] expected = new float[filters * channels];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = i % channels * (512 + 2f * 513);
        }
        assertThat(slope.toArray()).isEqualTo(expected);
    }
}
