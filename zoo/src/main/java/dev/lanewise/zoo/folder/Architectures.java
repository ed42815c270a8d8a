package dev.lanewise.zoo.folder;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which class of {@code transformers} a network is, by its family and the names of its tensors. */
final class Architectures {
    /** How the names of classes begin, by {@code model_type}; what has no heads to choose from is not here. */
    private static final Map<String, String> ENCODERS = Map.of("bert", "Bert", "roberta", "Roberta",
            "xlm-roberta", "XLMRoberta", "camembert", "Camembert", "distilbert", "DistilBert");

    private Architectures() {}

    /** The class, or null where the names do not tell it: then it is the one that has been read. */
    static @Nullable String of(String type, Collection<String> names) {
        String encoder = ENCODERS.get(type);
        if (encoder == null || !has(names, "embeddings.word_embeddings.weight")) {
            return null;
        }
        if (has(names, "qa_outputs.weight")) {
            return encoder + "ForQuestionAnswering";
        }
        if (has(names, "cls.predictions.bias") || has(names, "lm_head.bias") || has(names, "vocab_projector.bias")) {
            return encoder + "ForMaskedLM";
        }
        if (has(names, "classifier.out_proj.weight") || has(names, "pre_classifier.weight")) {
            return encoder + "ForSequenceClassification";
        }
        if (has(names, "classifier.weight")) {
            boolean pooled = has(names, "pooler.dense.weight"); // what classifies tokens has none
            return encoder + (pooled ? "ForSequenceClassification" : "ForTokenClassification");
        }
        return encoder + "Model";
    }

    private static boolean has(Collection<String> names, String end) {
        return names.stream().anyMatch(name -> name.equals(end) || name.endsWith("." + end));
    }
}
