package dev.lanewise.examples.cifar;

import dev.lanewise.io.Cifar10;
import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Residual;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.norm.BatchNorm2d;
import dev.lanewise.nn.pool.AdaptiveAvgPool2d;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.random.RandomSource;

/** A small residual network (He et al. 2015, section 4.2): three stages of two blocks, each of two convolutions. */
final class ResNet {
    /** The layers in short. */
    static final String DESCRIPTION = "3x32x32-conv16-2x16-2x32-2x64-mean-10";

    private static final int FIRST = 16;
    private static final int SECOND = 32;
    private static final int THIRD = 64;

    private ResNet() {}

    /** From pictures {@code [N, 3, 32, 32]} to a logit for each class. */
    static Sequential network(int classes, RandomSource random) {
        return new Sequential(
                convolution(Cifar10.CHANNELS, FIRST, 1, random), new BatchNorm2d(FIRST), new ReLU(),
                block(FIRST, FIRST, 1, random), block(FIRST, FIRST, 1, random),
                block(FIRST, SECOND, 2, random), block(SECOND, SECOND, 1, random), // 16 x 16 pixels from here
                block(SECOND, THIRD, 2, random), block(THIRD, THIRD, 1, random), // 8 x 8
                new AdaptiveAvgPool2d(1), new Flatten(), new Linear(THIRD, classes, random));
    }

    /** What two convolutions make of the input is added to it, or to its projection where its shape changes. */
    private static Layer block(int in, int out, int stride, RandomSource random) {
        Layer inner = new Sequential(
                convolution(in, out, stride, random), new BatchNorm2d(out), new ReLU(),
                convolution(out, out, 1, random), new BatchNorm2d(out));
        if (in == out && stride == 1) {
            return new Sequential(new Residual(inner), new ReLU());
        }
        Layer projection = new Sequential(
                new Conv2d(in, out, 1, ConvOptions.defaults().stride(stride), false, random), new BatchNorm2d(out));
        return new Sequential(new Residual(inner, projection), new ReLU());
    }

    /** Of 3 x 3 pixels and without a bias, which the normalisation behind it has. */
    private static Conv2d convolution(int in, int out, int stride, RandomSource random) {
        return new Conv2d(in, out, 3, ConvOptions.defaults().stride(stride).padding(1), false, random);
    }
}
