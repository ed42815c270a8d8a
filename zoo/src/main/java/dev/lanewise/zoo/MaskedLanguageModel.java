package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.BlockMap;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.folder.ModelTensors;
import java.util.Arrays;
import java.util.Map;

/**
 * An encoder with a head that gives each place of a text a score for each token that may stand there
 * ({@code [N, L, vocabulary]}), as {@code transformers} stores it ({@code BertForMaskedLM} and those of DistilBERT and
 * RoBERTa): what these encoders were pretrained with, and what they are pretrained further with. The head's last
 * product is with the encoder's own table of tokens. {@link MaskFiller} fills in texts with it.
 *
 * {@snippet :
 * MaskedLanguageModel model = MaskedLanguageModel.load(ModelFolder.open(Path.of("bert-base-uncased")));
 * Tensor logits = model.forward(batch);                                          // [N, L, vocabulary]
 * }
 */
public final class MaskedLanguageModel extends EncoderHead {
    private final Layer dense;
    private final HiddenActivation activation;
    private final LayerNorm norm;
    private final Tensor bias;

    /** Blocks and a bias below one name. */
    private static final class Part extends Block {
        private final Tensor bias;

        Part(Tensor bias, Map<String, ? extends Block> blocks) {
            this.bias = parameter("bias", bias);
            blocks.forEach(this::child);
        }
    }

    /**
     * A head with these weights on an encoder; in training mode.
     *
     * @param weights of the head, {@code cls.predictions}, {@code lm_head}, or DistilBERT's {@code vocab_transform},
     *     {@code vocab_layer_norm} and {@code vocab_projector}
     */
    public MaskedLanguageModel(TextEncoder encoder, Weights weights) {
        super(encoder);
        Required.nonNull("MaskedLanguageModel: the weights", weights);
        int width = encoder.width();
        int vocabulary = encoder.table().dim(0);
        Part part;
        switch (encoder) {
            case DistilBert distilled -> {
                this.activation = distilled.config().activation();
                this.dense = child("vocab_transform", weights.linear("vocab_transform", width, width));
                this.norm = child("vocab_layer_norm", weights.layerNorm("vocab_layer_norm", width, DistilBert.EPS));
                part = child("vocab_projector",
                        new Part(weights.at("vocab_projector").zeros("bias", vocabulary), Map.of()));
            }
            case Bert bert when bert.config().padding() >= 0 -> {
                Weights head = weights.at("lm_head");
                this.activation = HiddenActivation.GELU; // whatever the layers have
                this.dense = head.linear("dense", width, width);
                this.norm = head.layerNorm("layer_norm", width, bert.config().eps());
                part = child("lm_head",
                        new Part(head.zeros("bias", vocabulary), Map.of("dense", dense, "layer_norm", norm)));
            }
            case Bert bert -> {
                Weights head = weights.at("cls").at("predictions");
                Weights transform = head.at("transform");
                this.activation = bert.config().activation();
                this.dense = transform.linear("dense", width, width);
                this.norm = transform.layerNorm("LayerNorm", width, bert.config().eps());
                part = new Part(head.zeros("bias", vocabulary),
                        Map.of("transform", new BlockMap<>(Map.of("dense", dense, "LayerNorm", norm))));
                child("cls", new BlockMap<>(Map.of("predictions", part)));
            }
        }
        this.bias = part.bias;
    }

    /**
     * Reads a folder of a model with such a head, and sets it to evaluation mode.
     *
     * @throws FormatException if it is of no family of encoders, its files do not fit it, or its head is not tied to
     *     the table of tokens; if it has no head, the tensor that is missing is named
     */
    public static MaskedLanguageModel load(ModelFolder folder) {
        ModelConfig config = Required.nonNull("MaskedLanguageModel: the folder", folder).config();
        if (!config.flag("tie_word_embeddings", true)) {
            throw config.unsupported("tie_word_embeddings", "true: a head that is the table of tokens");
        }
        StoredNames names = TextEncoder.names().ignore("cls.seq_relationship.").ignore("cls.predictions.decoder.")
                .ignore("lm_head.decoder.").ignore("vocab_projector.weight");
        MaskedLanguageModel model = load(folder, names, Basis.TOKENS, MaskedLanguageModel::new);
        try (ModelTensors file = folder.tensors()) {
            for (String name : new String[] {"cls.predictions.decoder.", "lm_head.decoder.", "vocab_projector."}) {
                requireEqual(file, name + "weight", model.encoder().table());
                requireEqual(file, name + "bias", model.bias);
            }
        }
        return model;
    }

    /** Readers differ about which one counts. */
    private static void requireEqual(ModelTensors file, String name, Tensor used) {
        if (file.names().contains(name) && !Arrays.equals(file.tensor(name).toArray(), used.toArray())) {
            throw new FormatException(file + ": the tensor " + Printable.quoted(name)
                    + " differs from the one that it is tied to");
        }
    }

    @Override
    Tensor scores(Tensor states) {
        Tensor inner = activation.apply(dense.forward(states));
        return Linalg.linear(norm.forward(inner), encoder().table(), bias);
    }

    @Override
    public MaskedLanguageModel copy() {
        return copied(MaskedLanguageModel::new);
    }

    @Override
    protected String describe() {
        return encoder().table().dim(0) + " tokens";
    }
}
