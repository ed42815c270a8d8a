package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What sentence-transformers writes beside an encoder: which modules follow it ({@code modules.json}), how they are set,
 * and what is done to texts before.
 *
 * @param pooling how tokens become a sentence
 * @param normalized whether embeddings have length 1
 * @param longest how many tokens a text may have, {@link Integer#MAX_VALUE} where that is not said
 * @param lowered whether texts are set in lower case
 * @param prompt what each text begins with
 */
record SentenceLayout(Pooling pooling, boolean normalized, int longest, boolean lowered, String prompt) {
    private static final Map<String, Pooling> MODES = Map.of("mean", Pooling.MEAN, "cls", Pooling.CLS, "max",
            Pooling.MAX);
    private static final String MODE = "pooling_mode";

    /**
     * Reads it; where a file is missing, the average of the tokens is normalised.
     *
     * @throws FormatException if there are other modules, or a setting that changes embeddings is not known
     */
    static SentenceLayout of(ModelFolder folder, int width) {
        Pooling pooling = Pooling.MEAN;
        boolean normalized = true;
        if (folder.has("modules.json")) {
            normalized = false;
            int place = 0;
            for (ModelConfig module : ModelConfig.readAll(folder.file("modules.json"))) {
                String type = module.text("type");
                switch (type.substring(type.lastIndexOf('.') + 1)) {
                    case "Transformer" -> require(module, "path", place == 0 && module.text("path").isEmpty(),
                            "the encoder first, in the folder itself: \"\"");
                    case "Pooling" -> {
                        require(module, "type", place == 1, "the pooling as the second module");
                        pooling = pooling(ModelConfig.read(below(folder, module).resolve("config.json")), width);
                    }
                    case "Normalize" -> {
                        require(module, "type", place == 2, "the normalisation as the third module");
                        normalized = true;
                    }
                    default -> throw module.unsupported("type", "Transformer, Pooling or Normalize");
                }
                place++;
            }
            if (place < 2) {
                throw new FormatException(Printable.path(folder.file("modules.json"))
                        + ": expected modules for an encoder and its pooling, and perhaps its normalisation; there are "
                        + place);
            }
        }
        ModelConfig texts = optional(folder, "sentence_bert_config.json");
        return new SentenceLayout(pooling, normalized,
                texts == null ? Integer.MAX_VALUE : texts.positive("max_seq_length", Integer.MAX_VALUE),
                texts != null && texts.flag("do_lower_case", false), prompt(folder));
    }

    private static void require(ModelConfig module, String key, boolean holds, String expected) {
        if (!holds) {
            throw module.unsupported(key, expected);
        }
    }

    /** The folder of a module: directly below the model's. */
    private static Path below(ModelFolder folder, ModelConfig module) {
        String name = module.text("path");
        if (!name.matches("[A-Za-z0-9_-]{1,100}")) {
            throw module.unsupported("path", "the name of a folder: letters, digits, _ and -");
        }
        return folder.file(name);
    }

    private static @Nullable ModelConfig optional(ModelFolder folder, String name) {
        return folder.has(name) ? ModelConfig.read(folder.file(name)) : null;
    }

    private static Pooling pooling(ModelConfig config, int width) {
        for (String key : List.of("word_embedding_dimension", "embedding_dimension")) {
            if (config.has(key) && config.positive(key) != width) {
                throw config.unsupported(key, "the width of the encoder, " + width);
            }
        }
        if (!config.flag("include_prompt", true)) {
            throw config.unsupported("include_prompt", "true: prompts count as text");
        }
        if (config.has(MODE)) {
            Pooling mode = MODES.get(config.text(MODE));
            if (mode == null) {
                throw config.unsupported(MODE, "mean, cls or max");
            }
            return mode;
        }
        List<Pooling> modes = new ArrayList<>();
        for (String key : config.keys()) {
            if (key.startsWith(MODE + "_") && config.flag(key, false)) {
                Pooling mode = MODES.get(key.substring(MODE.length() + 1).replace("_tokens", "").replace("_token", ""));
                if (mode == null || !modes.isEmpty()) {
                    throw config.unsupported(key, "false: one way of pooling, by mean, cls or max");
                }
                modes.add(mode);
            }
        }
        return modes.isEmpty() ? Pooling.MEAN : modes.getFirst();
    }

    private static String prompt(ModelFolder folder) {
        ModelConfig settings = optional(folder, "config_sentence_transformers.json");
        if (settings == null || !settings.has("default_prompt_name")) {
            return "";
        }
        ModelConfig prompts = settings.below("prompts");
        if (prompts == null) {
            throw settings.unsupported("default_prompt_name",
                    "the name of one of the \"prompts\", of which there are none");
        }
        return prompts.text(settings.text("default_prompt_name"));
    }
}
