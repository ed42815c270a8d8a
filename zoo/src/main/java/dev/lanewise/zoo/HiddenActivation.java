package dev.lanewise.zoo;

import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;

/** Activation functions by the names that configurations have for them ({@code hidden_act}). */
public enum HiddenActivation {
    /** {@link Activations#gelu}, by the error function: {@code gelu}. */
    GELU,
    /** {@link Activations#geluTanh}: {@code gelu_new}, {@code gelu_pytorch_tanh}, {@code gelu_fast}. */
    GELU_TANH,
    /** {@link Tensor#relu}: {@code relu}. */
    RELU,
    /** {@link Activations#silu}: {@code silu}, {@code swish}. */
    SILU;

    /**
     * The function that a configuration names, {@link #GELU} where it has no such key.
     *
     * @throws dev.lanewise.io.FormatException if it names another
     */
    public static HiddenActivation of(ModelConfig config, String key) {
        return switch (Required.nonNull("HiddenActivation: the configuration", config).text(key, "gelu")) {
            case "gelu" -> GELU;
            case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> GELU_TANH;
            case "relu" -> RELU;
            case "silu", "swish" -> SILU;
            default -> throw config.unsupported(
                    key, "one of gelu, gelu_new, gelu_pytorch_tanh, gelu_fast, relu, silu and swish");
        };
    }

    /** The function's value for each element. */
    public Tensor apply(Tensor x) {
        Required.nonNull("HiddenActivation: the tensor", x);
        return switch (this) {
            case GELU -> Activations.gelu(x);
            case GELU_TANH -> Activations.geluTanh(x);
            case RELU -> x.relu();
            case SILU -> Activations.silu(x);
        };
    }
}
