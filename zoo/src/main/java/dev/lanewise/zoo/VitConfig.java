package dev.lanewise.zoo;

import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import java.util.List;

/**
 * The form of a {@link Vit}.
 *
 * @param channels of pictures
 * @param height of pictures
 * @param width of pictures
 * @param patchHeight of the patches that a picture is cut into; what is left over at the bottom does not count
 * @param patchWidth likewise
 * @param hidden features of a patch
 * @param layers how many there are
 * @param heads of the attention, which divide {@code hidden}
 * @param intermediate features inside the feed-forward parts
 * @param activation what is between them
 * @param eps of the normalisations
 * @param biased whether queries, keys and values have biases
 * @param distilled whether there is a second token, as in DeiT
 * @param classes how many there are
 * @param dropout the share of features that is dropped in training, {@code hidden_dropout_prob}
 * @param attentionDropout that of weights of attention, {@code attention_probs_dropout_prob}
 */
public record VitConfig(
        int channels, int height, int width, int patchHeight, int patchWidth, int hidden, int layers, int heads,
        int intermediate, HiddenActivation activation, double eps, boolean biased, boolean distilled, int classes,
        double dropout, double attentionDropout) {
    private static final double EPS = 1e-12;
    private static final int MOST_PATCHES = 1 << 24;
    private static final int BASE = 768;
    private static final int BASE_LAYERS = 12;
    private static final int BASE_INTERMEDIATE = 3072;

    /**
     * Checks that they fit.
     *
     * @throws IllegalArgumentException if a number is not positive, a picture is smaller than a patch, the heads do not
     *     divide the features, or a share is not within 0 and 1
     */
    public VitConfig {
        Required.nonNull("VitConfig: the activation", activation);
        Finite.share("VitConfig: dropout", dropout);
        Finite.share("VitConfig: dropout of attention", attentionDropout);
        if (Math.min(Math.min(channels, hidden), Math.min(layers, heads)) < 1 || intermediate < 1 || classes < 1
                || patchHeight < 1 || patchWidth < 1 || height < patchHeight || width < patchWidth
                || hidden % heads != 0 || !(eps >= 0)) {
            throw new IllegalArgumentException("VitConfig: pictures " + channels + "x" + height + "x" + width
                    + ", patches " + patchHeight + "x" + patchWidth + ", hidden " + hidden + ", layers " + layers
                    + ", heads " + heads + ", intermediate " + intermediate + ", eps " + eps + ", classes " + classes
                    + ": expected positive numbers, and heads that divide hidden");
        }
    }

    /**
     * What a {@code config.json} of {@code transformers} says.
     *
     * @throws dev.lanewise.io.FormatException if something is missing, or of a kind that is not supported
     */
    public static VitConfig of(ModelConfig config) {
        Required.nonNull("VitConfig: the configuration", config);
        if (!Vit.MODEL_TYPES.contains(config.modelType())) {
            throw config.unsupported("model_type", String.join(" or ", Vit.MODEL_TYPES));
        }
        if (!config.text("pooler_act", "tanh").equals("tanh")) {
            throw config.unsupported("pooler_act", "tanh");
        }
        int hidden = config.positive("hidden_size", BASE);
        int heads = config.positive("num_attention_heads", BASE_LAYERS);
        if (hidden % heads != 0) {
            throw config.unsupported("num_attention_heads", "a number that divides hidden_size " + hidden);
        }
        if (config.positive("pooler_output_size", hidden) != hidden) {
            throw config.unsupported("pooler_output_size", "hidden_size " + hidden);
        }
        List<Integer> picture = config.has("image_size") ? config.sides("image_size") : List.of(224, 224);
        List<Integer> patch = config.has("patch_size") ? config.sides("patch_size") : List.of(16, 16);
        if (picture.get(0) < patch.get(0) || picture.get(1) < patch.get(1)) {
            throw config.unsupported(config.has("patch_size") ? "patch_size" : "image_size",
                    "patches " + patch + " that are no larger than pictures " + picture);
        }
        double eps = config.atLeastZero("layer_norm_eps", EPS);
        long patches = (long) (picture.get(0) / patch.get(0)) * (picture.get(1) / patch.get(1));
        if (patches > MOST_PATCHES) {
            throw config.unsupported(config.has("image_size") ? "image_size" : "patch_size",
                    "at most " + MOST_PATCHES + " patches, not " + patches);
        }
        return new VitConfig(config.positive("num_channels", 3), picture.get(0), picture.get(1), patch.get(0),
                patch.get(1),
                hidden, config.positive("num_hidden_layers", BASE_LAYERS), heads,
                config.positive("intermediate_size", BASE_INTERMEDIATE),
                HiddenActivation.of(config, "hidden_act"), eps,
                config.flag("qkv_bias", true), config.modelType().equals("deit"), Labels.of(config).size(),
                config.share("hidden_dropout_prob", 0), config.share("attention_probs_dropout_prob", 0));
    }

    /** How many patches a picture has. */
    public int patches() {
        return Math.multiplyExact(height / patchHeight, width / patchWidth);
    }

    /** How many vectors stand for a picture: its patches, and the tokens before them. */
    public int tokens() {
        return Math.addExact(patches(), distilled ? 2 : 1);
    }

    /** The same with other classes. */
    public VitConfig withClasses(int count) {
        return new VitConfig(channels, height, width, patchHeight, patchWidth, hidden, layers, heads, intermediate,
                activation, eps, biased, distilled, count, dropout, attentionDropout);
    }
}
