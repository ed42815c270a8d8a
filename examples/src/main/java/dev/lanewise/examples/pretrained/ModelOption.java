package dev.lanewise.examples.pretrained;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.text.Printable;
import dev.lanewise.zoo.ModelKind;
import dev.lanewise.zoo.WarmUp;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.gguf.GgufFile;
import dev.lanewise.zoo.hub.Hub;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which pretrained model a program uses: {@code @Mixin ModelOption model}. */
public final class ModelOption {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
        names = "--model",
        required = true,
        paramLabel = "DIR|FILE|ORG/NAME",
        description = "The model's folder, as Hugging Face lays it out: config.json, model.safetensors and what its "
                + "tokenizer or pictures need; or a language model's GGUF file, as llama.cpp has it; or, where there "
                + "is neither, its name on the hub: ORG/NAME, ORG/NAME@REVISION. It is fetched once and then taken "
                + "from the cache.")
    private String model = "";

    /**
     * Opens the folder or file, or fetches the model, and has the JIT compiler begin with kernels for it
     * ({@link WarmUp}).
     *
     * @param kind what the program is for
     * @throws ProgramException if there is none, or it is of another kind
     * @throws dev.lanewise.io.FormatException if its configuration is none
     */
    public ModelFolder open(ModelKind kind) {
        ModelFolder folder = open(model, name -> Hub.standard().telling(this::tell).fetch(name));
        ModelKind its = ModelKind.of(folder.config()).orElse(kind); // of a family that is not known, the zoo says so
        if (its != kind) {
            throw new ProgramException("--model " + Printable.path(folder.path()) + ": " + switch (its) {
                case TEXT_ENCODER -> "an encoder of texts; examples/run embed is for it";
                case LANGUAGE_MODEL -> "a language model; examples/run generate is for it";
                case PICTURES -> "a model of pictures; examples/run classify is for it";
            });
        }
        WarmUp.begin(folder);
        return folder;
    }

    /** Tells the user something, on standard error. */
    public void tell(String message) {
        if (spec != null) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(message);
            err.flush();
        }
    }

    static ModelFolder open(String model, Function<String, Path> hub) {
        if (model.isEmpty()) { // a shell variable that is not set, which would name the working folder
            throw new ProgramException("--model: the name is empty");
        }
        @Nullable
        Path folder = path(model);
        if (folder != null && (Files.isDirectory(folder) || GgufFile.is(folder))) {
            return ModelFolder.open(folder);
        }
        String shown = "--model " + (folder == null ? Printable.quoted(model) : Printable.path(folder)) + ": ";
        if (folder != null && Files.exists(folder)) {
            throw new ProgramException(shown + "neither a folder nor a GGUF file");
        }
        if (!Hub.isName(model)) {
            throw new ProgramException(shown + "no such folder or file, and no name ORG/NAME");
        }
        try {
            return ModelFolder.open(hub.apply(model));
        } catch (UncheckedIOException e) {
            throw new ProgramException(shown + "no such folder or file, and " + e.getMessage(), e);
        }
    }

    private static @Nullable Path path(String model) {
        try {
            return Path.of(model);
        } catch (InvalidPathException _) {
            return null;
        }
    }
}
