package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Gaussian error linear unit {@code x Phi(x)} (Hendrycks 2016), exact or by its tanh approximation. */
public final class GELU extends Activation<GELU> {
    /** The exact function. */
    public GELU() {
        this(Activations::gelu, GELU::new);
    }

    private GELU(UnaryOperator<Tensor> function, Supplier<GELU> twin, Object... settings) {
        super(function, twin, settings);
    }

    /** The approximation {@link Activations#geluTanh} ({@code approximate="tanh"} in PyTorch). */
    public static GELU tanh() {
        return new GELU(Activations::geluTanh, GELU::tanh, "tanh");
    }
}
