package dev.lanewise.reference;

import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;
import java.util.function.UnaryOperator;

/** Activations beyond those that the table of tensors has. */
final class ActivationFixtures extends Fixtures {
    ActivationFixtures() {
        unary("relu6", Activations::relu6);
        unary("hardtanh", x -> Activations.hardtanh(x, -0.5, 1.25));
        unary("hardsigmoid", Activations::hardsigmoid);
        unary("hardswish", Activations::hardswish).cancelling(1);
        unary("threshold", x -> Activations.threshold(x, 0.5, -7));
        unary("hardshrink", x -> Activations.hardshrink(x, 0.5));
        unary("softshrink", x -> Activations.softshrink(x, 0.5));
        unary("selu", Activations::selu);
        unary("celu", x -> Activations.celu(x, 1.5));
        unary("mish", Activations::mish).cancelling(1);
        unary("mish far from 0", Activations::mish);
        unary("softplus with beta", x -> Activations.softplus(x, 0.5));
        unary("softplus with beta far from 0", x -> Activations.softplus(x, 2));
        unary("logSigmoid", Activations::logSigmoid);
        unary("softsign", Activations::softsign);
        unary("tanhshrink", Activations::tanhshrink);
        unary("relu6 at its kinks", Activations::relu6);
        unary("hardtanh at its kinks", x -> Activations.hardtanh(x, -1, 1));
        unary("hardsigmoid at its kinks", Activations::hardsigmoid);
        unary("hardswish at its kinks", Activations::hardswish);
        unary("threshold at its kink", x -> Activations.threshold(x, 0.5, -7));
        unary("hardshrink at its kinks", x -> Activations.hardshrink(x, 0.5));
        unary("softshrink at its kinks", x -> Activations.softshrink(x, 0.5));
        unary("selu at 0", Activations::selu);
        unary("celu at 0", x -> Activations.celu(x, 1.5));
        unary("elu at 0", x -> Activations.elu(x, 1.5));
        unary("leakyRelu at 0", x -> Activations.leakyRelu(x, 0.125));
        on("softmin", in -> Activations.softmin(in.tensor(0), 1));
        on("glu", in -> Activations.glu(in.tensor(0), 1));
        on("swiglu", in -> Activations.swiglu(in.tensor(0), -1));
        on("geglu", in -> Activations.geglu(in.tensor(0), -1));
        on("prelu", in -> Activations.prelu(in.tensor(0), in.tensor(1)));
        on("prelu with one weight", in -> Activations.prelu(in.tensor(0), in.tensor(1)));
        on("prelu at 0 and infinity", in -> Activations.prelu(in.tensor(0), in.tensor(1)));
    }

    private Row unary(String name, UnaryOperator<Tensor> function) {
        return on(name, in -> function.apply(in.tensor(0))).elementwise();
    }
}
