package dev.lanewise.zoo.folder;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.Torch;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.gguf.GgufFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A folder that holds a model as Hugging Face lays it out: {@code config.json}, {@code model.safetensors} or its shards
 * with {@code model.safetensors.index.json}, and what its tokenizer or pictures need. A GGUF file is one too: it has
 * all of that in it, and is read as the folder that it was made from.
 *
 * {@snippet :
 * ModelFolder folder = ModelFolder.open(Path.of("all-MiniLM-L6-v2"));
 * Bert bert = Bert.load(folder);
 * }
 */
public final class ModelFolder {
    private final Path path;
    private final ModelConfig config;
    private final @Nullable GgufFile file;

    private ModelFolder(Path path, ModelConfig config, @Nullable GgufFile file) {
        this.path = path;
        this.config = config;
        this.file = file;
    }

    /**
     * Opens a folder, or a GGUF file, and reads its configuration.
     *
     * @throws FormatException if its {@code config.json} is none, or the file breaks a rule of its format or has a
     *     model that is not supported
     * @throws UncheckedIOException if there is none, or it cannot be read
     */
    public static ModelFolder open(Path folder) {
        Required.nonNull("ModelFolder: the path", folder);
        if (Files.isDirectory(folder)) {
            return new ModelFolder(folder, ModelConfig.read(folder.resolve("config.json")), null);
        }
        if (!GgufFile.is(folder)) {
            throw new UncheckedIOException("cannot open " + Printable.path(folder) + ": "
                    + (Files.exists(folder) ? "neither a folder nor a GGUF file" : "no such folder or file"),
                    new NoSuchFileException(folder.toString()));
        }
        GgufFile file = GgufFile.open(folder);
        return new ModelFolder(folder, GgufConfig.of(file), file);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** What its {@code config.json} says, or the metadata of its GGUF file in the same words. */
    public ModelConfig config() {
        return config;
    }

    /** Whether it has a file of this name. */
    public boolean has(String name) {
        return Files.isRegularFile(path.resolve(name));
    }

    /** The path of a file of this name, which need not exist. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /**
     * Opens the tensors: those of one file, or of the shards that the index lists; of PyTorch's {@code
     * pytorch_model.bin} if there are no safetensors.
     *
     * @throws FormatException if a file breaks a rule of its format
     * @throws UncheckedIOException if there are none, or they cannot be read
     */
    public ModelTensors tensors() {
        if (file != null) {
            return GgufConfig.tensors(file, config);
        }
        if (has(ModelFiles.WEIGHTS)) {
            return new SafetensorsTensors(Safetensors.open(path.resolve(ModelFiles.WEIGHTS)));
        }
        if (has(ModelFiles.INDEX)) {
            return new SafetensorsTensors(Safetensors.open(path.resolve(ModelFiles.INDEX)));
        }
        return has(ModelFiles.PICKLED)
                ? new TorchTensors(Torch.open(path.resolve(ModelFiles.PICKLED)))
                : new SafetensorsTensors(Safetensors.open(path.resolve(ModelFiles.WEIGHTS))); // says what is missing
    }

    /**
     * Saves a network of this model's family with the files of this folder: configuration, tokenizer and what else
     * lies beside the weights. The names of an encoder's tensors tell which head it has ({@code architectures}). What
     * was fine-tuned is opened again by {@link #open}, and by {@code transformers}.
     *
     * {@snippet :
     * folder.save(bert.stateDict(), Path.of("fine-tuned"));
     * }
     *
     * @param tensors parameters and buffers by path, such as {@code network.stateDict()}; stored as F32
     * @param target a folder that is not there yet, or empty; it is complete or absent
     * @throws IllegalStateException if this is a GGUF file, which has no files to hand on
     * @throws UncheckedIOException if it cannot be written
     */
    public void save(Map<String, Tensor> tensors, Path target) {
        save(tensors, List.of(), target);
    }

    /**
     * The same for a network with a new head.
     *
     * @param labels the names of its classes, which the configuration gets ({@code id2label}); they may be equal:
     *     {@code label2id} has the last of these then
     */
    public void save(Map<String, Tensor> tensors, List<String> labels, Path target) {
        Required.nonNull("save: the map of tensors", tensors);
        tensors.forEach((name, tensor) -> Required.nonNull(
                "save: the tensor " + Printable.quoted(Required.nonNull("save: the name of a tensor", name)), tensor));
        Required.nonNull("save: the list of labels", labels).forEach(
                label -> Required.nonNull("save: a label", label));
        if (file != null) {
            throw new IllegalStateException("save: " + file + " is a GGUF file, without a configuration or a tokenizer"
                    + " to hand on; Safetensors.save writes the tensors alone");
        }
        new FolderWriter(this).write(Required.nonNull("save: the path", target), tensors, List.copyOf(labels));
    }

    /** For example {@code ModelFolder(all-MiniLM-L6-v2)}. */
    @Override
    public String toString() {
        return "ModelFolder(" + Printable.path(path) + ")";
    }
}
