package dev.lanewise.zoo.lora;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.SafetensorsFile;
import dev.lanewise.nn.Block;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.Json;
import dev.lanewise.zoo.folder.ModelConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** A folder with adapters as PEFT lays it out. */
final class AdapterFolder {
    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";

    /** What PEFT puts before the paths of the network. */
    private static final String PREFIX = "base_model.model.";

    private static final String DOWN = ".lora_A.weight";

    /** Settings that are read. */
    private static final Set<String> READ = Set.of(
            "peft_type", "r", "lora_alpha", "lora_dropout", "use_rslora", "target_modules", "modules_to_save",
            "fan_in_fan_out", "bias", "init_lora_weights");

    /** Settings that change no result, or only together with others. */
    private static final Set<String> HARMLESS = Set.of(
            "base_model_name_or_path", "revision", "task_type", "inference_mode", "auto_mapping", "peft_version",
            "megatron_core", "qalora_group_size", "runtime_config", "ensure_weight_tying");

    private final Path folder;

    AdapterFolder(Path folder) {
        this.folder = folder;
    }

    // ---- reading

    <B extends Block> Adapted<B> load(Supplier<B> building) {
        ModelConfig config = ModelConfig.read(folder.resolve(CONFIG));
        Lora lora = settings(config);
        try (SafetensorsFile file = Safetensors.open(folder.resolve(WEIGHTS))) {
            Adapted<B> adapted;
            try {
                adapted = lora.adapt(building, RandomSource.seed(0), // all that is drawn is replaced
                        place -> stored(file, place.path() + DOWN, List.of((long) lora.rank(), (long) place.in())));
            } catch (IllegalArgumentException e) {
                throw new FormatException(Printable.path(folder.resolve(CONFIG)) + ": " + e.getMessage());
            }
            copy(file, adapted);
            adapted.network().eval();
            return adapted;
        }
    }

    private Lora settings(ModelConfig config) {
        if (!config.text("peft_type").equals("LORA")) {
            throw config.unsupported("peft_type", "\"LORA\"");
        }
        for (String key : config.keys()) {
            if (!READ.contains(key) && !HARMLESS.contains(key) && config.isSet(key)) {
                throw config.unsupported(key, "none: this setting is not supported");
            }
        }
        if (config.has("bias") && !config.text("bias").equals("none")) {
            throw config.unsupported("bias", "\"none\"");
        }
        if (config.isText("init_lora_weights") && !config.text("init_lora_weights").equals("gaussian")) {
            throw config.unsupported("init_lora_weights", // others change the frozen weights
                    "true, false or \"gaussian\"");
        }
        try {
            Lora lora = Lora.rank(config.positive("r")).alpha(config.number("lora_alpha"))
                    .dropout(config.number("lora_dropout", 0));
            lora = config.flag("use_rslora", false) ? lora.rankStabilized() : lora;
            lora = config.isText("target_modules")
                    ? lora.targetsMatching(config.text("target_modules"))
                    : lora.targets(config.texts("target_modules").toArray(String[]::new));
            return config.isSet("modules_to_save")
                    ? lora.alsoTrain(config.texts("modules_to_save").toArray(String[]::new))
                    : lora;
        } catch (IllegalArgumentException e) {
            throw new FormatException(Printable.path(folder.resolve(CONFIG)) + ": " + e.getMessage());
        }
    }

    /** Reads each tensor that is trained; the file has no others. */
    private static void copy(SafetensorsFile file, Adapted<?> adapted) {
        Set<String> used = new HashSet<>();
        Map<String, Tensor> values = new LinkedHashMap<>(adapted.network().stateDict());
        for (String path : saved(adapted)) {
            Tensor ours = Required.nonNull(path, values.get(path));
            List<Long> shape = new ArrayList<>();
            for (int dim : ours.shape().dims()) {
                shape.add((long) dim);
            }
            String stored = stored(file, path, shape);
            used.add(stored);
            ours.assign(file.tensor(stored)); // shares the storage of the parameter
        }
        List<String> left = file.entries().keySet().stream().filter(name -> !used.contains(name)).toList();
        if (!left.isEmpty()) {
            throw new FormatException(
                    file + " has tensors that this network has no place for: " + Printable.names(left));
        }
    }

    /** The stored name: the path behind PEFT's prefix, or the only one that ends in it; its shape fits. */
    private static String stored(SafetensorsFile file, String path, List<Long> shape) {
        List<String> found = file.entries().containsKey(PREFIX + path)
                ? List.of(PREFIX + path)
                : file.entries().keySet().stream().filter(name -> name.endsWith("." + path)).toList();
        if (found.size() != 1) {
            throw new FormatException(file + " has " + (found.isEmpty() ? "no tensor" : "several tensors for") + " "
                    + Printable.quoted(PREFIX + path) + ", which the network needs; its tensors: "
                    + Printable.names(file.entries().keySet()));
        }
        String stored = found.getFirst();
        List<Long> dims = Required.nonNull(stored, file.entries().get(stored)).shape();
        if (!dims.equals(shape)) {
            throw new FormatException(file + ": the tensor " + Printable.quoted(stored) + " has the shape "
                    + Printable.brief(dims.toString()) + ", by the network and " + CONFIG + " it has " + shape);
        }
        return stored;
    }

    /** The paths of what is saved: the thin matrices, and all of what is trained as a whole. */
    private static List<String> saved(Adapted<?> adapted) {
        List<String> paths = new ArrayList<>();
        adapted.layers().keySet().forEach(path -> {
            paths.add(path + DOWN);
            paths.add(path + ".lora_B.weight");
        });
        adapted.trainedBlocks(adapted.lora().trained())
                .forEach((path, block) -> block.stateDict().keySet().forEach(name -> paths.add(path + "." + name)));
        return paths;
    }

    // ---- writing

    void save(Adapted<?> adapted) {
        Map<String, Tensor> all = adapted.network().stateDict();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String path : saved(adapted)) {
            tensors.put(PREFIX + path, Required.nonNull(path, all.get(path)));
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + Printable.path(folder) + ": "
                    + Printable.sentence(String.valueOf(e.getMessage())), e);
        }
        Safetensors.save(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
        Json.write(folder.resolve(CONFIG), settings(adapted));
    }

    private static ObjectNode settings(Adapted<?> adapted) {
        Lora lora = adapted.lora();
        ObjectNode json = Json.object();
        json.put("peft_type", "LORA").putNull("task_type").putNull("base_model_name_or_path");
        json.put("r", lora.rank());
        if (lora.alpha() == Math.rint(lora.alpha()) && lora.alpha() <= Integer.MAX_VALUE) {
            json.put("lora_alpha", (int) lora.alpha());
        } else {
            json.put("lora_alpha", lora.alpha());
        }
        json.put("lora_dropout", lora.dropout()).put("use_rslora", lora.isStabilized()).put("bias", "none");
        json.put("fan_in_fan_out", adapted.layers().values().stream().anyMatch(LoraLayer::isTransposed));
        switch (lora.rule()) {
            case Targets.Names(List<String> names) -> names.forEach(json.putArray("target_modules")::add);
            case Targets.Expression expression -> json.put("target_modules", expression.text());
        }
        if (lora.trained().isEmpty()) {
            json.putNull("modules_to_save");
        } else {
            lora.trained().forEach(json.putArray("modules_to_save")::add);
        }
        return json.put("init_lora_weights", true).put("inference_mode", true);
    }
}
