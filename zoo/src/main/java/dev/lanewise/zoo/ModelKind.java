package dev.lanewise.zoo;

import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a model is for, which its configuration tells before anything else is read. */
public enum ModelKind {
    /** It gives texts vectors ({@link TextEncoder}). */
    TEXT_ENCODER,
    /** It goes on with texts ({@link CausalModel}). */
    LANGUAGE_MODEL,
    /** It tells what pictures show ({@link ImageClassifier}). */
    PICTURES;

    /**
     * The kind of a model, or nothing for a family that is not known here.
     *
     * @throws dev.lanewise.io.FormatException if the configuration names no family
     */
    public static Optional<ModelKind> of(ModelConfig config) {
        Required.nonNull("ModelKind: the configuration", config);
        String type = ImageClassifier.modelType(config);
        return Stream.of(values()).filter(kind -> kind.modelTypes().contains(type)).findFirst();
    }

    private List<String> modelTypes() {
        return switch (this) {
            case TEXT_ENCODER -> both(Bert.MODEL_TYPES, DistilBert.MODEL_TYPES);
            case LANGUAGE_MODEL -> both(Gpt2.MODEL_TYPES, Llama.MODEL_TYPES);
            case PICTURES -> both(ResNet.MODEL_TYPES, Vit.MODEL_TYPES);
        };
    }

    private static List<String> both(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }
}
