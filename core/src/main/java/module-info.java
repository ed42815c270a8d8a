/**
 * Lanewise: tensors, automatic differentiation and neural-network training in pure Java on the Vector API.
 *
 * <p>Names in parentheses, such as <i>view</i> at {@link dev.lanewise.tensor.Tensor#reshape(int...)}, are what PyTorch
 * calls a method that is called otherwise here; a search finds them.
 */
@SuppressWarnings("module") // the Vector API is still an incubator module
module dev.lanewise {
    requires static java.desktop;
    requires static jdk.incubator.vector;
    requires static jdk.jfr;
    requires static org.jspecify;

    exports dev.lanewise.data;
    exports dev.lanewise.data.tables;
    exports dev.lanewise.data.images;
    exports dev.lanewise.inference;
    exports dev.lanewise.io;
    exports dev.lanewise.loss;
    exports dev.lanewise.metrics;
    exports dev.lanewise.nn;
    exports dev.lanewise.nn.activations;
    exports dev.lanewise.nn.attention;
    exports dev.lanewise.nn.conv;
    exports dev.lanewise.nn.embedding;
    exports dev.lanewise.nn.norm;
    exports dev.lanewise.nn.pad;
    exports dev.lanewise.nn.pool;
    exports dev.lanewise.nn.recurrent;
    exports dev.lanewise.nn.vision;
    exports dev.lanewise.ops;
    exports dev.lanewise.optim;
    exports dev.lanewise.parallel;
    exports dev.lanewise.program;
    exports dev.lanewise.random;
    exports dev.lanewise.state;
    exports dev.lanewise.tensor;
    exports dev.lanewise.tensor.primitives;
    exports dev.lanewise.tensorboard;
    exports dev.lanewise.text;
    exports dev.lanewise.train;
    exports dev.lanewise.train.callbacks;
    exports dev.lanewise.train.terminal;

    // A device computes with the same constants.
    exports dev.lanewise.kernels to dev.lanewise.gpu;
    exports dev.lanewise.kernels.conv to dev.lanewise.gpu;
    exports dev.lanewise.kernels.drivers to dev.lanewise.gpu;
    exports dev.lanewise.kernels.scalar to dev.lanewise.gpu;
    exports dev.lanewise.kernels.sequence to dev.lanewise.gpu;
}
