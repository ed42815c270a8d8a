package dev.lanewise.zoo;

import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a model is for, which its configuration tells before anything else is read. */
public enum ModelKind {
    /** It gives texts vectors ({@link TextEncoder}). */
    TEXT_ENCODER(Bert.MODEL_TYPES, DistilBert.MODEL_TYPES),
    /** It goes on with texts ({@link CausalModel}). */
    LANGUAGE_MODEL(Gpt2.MODEL_TYPES, Llama.MODEL_TYPES),
    /** It tells what pictures show ({@link ImageClassifier}). */
    PICTURES(ResNet.MODEL_TYPES, Vit.MODEL_TYPES);

    private final List<String> modelTypes;

    ModelKind(List<String> some, List<String> others) {
        this.modelTypes = Stream.concat(some.stream(), others.stream()).toList();
    }

    /**
     * The kind of a model, or nothing for a family that is not known here.
     *
     * @throws dev.lanewise.io.FormatException if the configuration names no family
     */
    public static Optional<ModelKind> of(ModelConfig config) {
        Required.nonNull("ModelKind: the configuration", config);
        String type = ImageClassifier.modelType(config);
        return Stream.of(values()).filter(kind -> kind.modelTypes.contains(type)).findFirst();
    }
}
