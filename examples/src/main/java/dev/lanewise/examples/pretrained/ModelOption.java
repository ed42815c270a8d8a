package dev.lanewise.examples.pretrained;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.text.Printable;
import dev.lanewise.zoo.folder.ModelFolder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which pretrained model a program uses: {@code @Mixin ModelOption model}. */
public final class ModelOption {
    @Option(
        names = "--model",
        required = true,
        paramLabel = "DIR",
        description = "The model's folder, as Hugging Face lays it out: config.json, model.safetensors and what its "
                + "tokenizer or pictures need.")
    private String model = "";

    /**
     * Opens the folder.
     *
     * @throws ProgramException if there is none
     * @throws dev.lanewise.io.FormatException if its configuration is none
     */
    public ModelFolder open() {
        Path folder = path();
        if (!Files.isDirectory(folder)) {
            throw new ProgramException("--model " + Printable.path(folder) + ": "
                    + (Files.exists(folder) ? "not a folder" : "no such folder"));
        }
        return ModelFolder.open(folder);
    }

    private Path path() {
        try {
            return Path.of(model);
        } catch (InvalidPathException e) {
            throw new ProgramException("--model " + Printable.quoted(model) + ": not the path of a folder", e);
        }
    }
}
