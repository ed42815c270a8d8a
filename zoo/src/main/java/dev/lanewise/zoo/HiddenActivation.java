package dev.lanewise.zoo;

import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Activation functions by the names that configurations have for them ({@code hidden_act}). */
public enum HiddenActivation {
    /** {@link Activations#gelu}, by the error function. */
    GELU(Activations::gelu, "gelu"),
    /** {@link Activations#geluTanh}, its approximation. */
    GELU_TANH(Activations::geluTanh, "gelu_new", "gelu_pytorch_tanh", "gelu_fast"),
    /** {@link Tensor#relu}. */
    RELU(Tensor::relu, "relu"),
    /** {@link Activations#silu}. */
    SILU(Activations::silu, "silu", "swish");

    private final UnaryOperator<Tensor> function;
    private final List<String> names;

    HiddenActivation(UnaryOperator<Tensor> function, String... names) {
        this.function = function;
        this.names = List.of(names);
    }

    /**
     * The function that a configuration names, {@link #GELU} where it has no such key.
     *
     * @throws dev.lanewise.io.FormatException if it names another
     */
    public static HiddenActivation of(ModelConfig config, String key) {
        String name = Required.nonNull("HiddenActivation: the configuration", config).text(key, "gelu");
        return Arrays.stream(values()).filter(each -> each.names.contains(name)).findFirst()
                .orElseThrow(() -> config.unsupported(key, "one of "
                        + Arrays.stream(values()).flatMap(each -> each.names.stream()).toList()));
    }

    /** The function's value for each element. */
    public Tensor apply(Tensor x) {
        return function.apply(Required.nonNull("HiddenActivation: the tensor", x));
    }
}
