package dev.lanewise.examples.classify;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lanewise.data.images.Image;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.examples.pretrained.JsonText;
import dev.lanewise.examples.pretrained.ModelOption;
import dev.lanewise.text.Printable;
import dev.lanewise.zoo.Guess;
import dev.lanewise.zoo.ImageClassifier;
import dev.lanewise.zoo.ModelKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells what pictures show. */
@Command(
    name = "classify",
    sortOptions = false,
    description = {
        "Tells what pictures show (PNG, JPEG, GIF or BMP), with a pretrained ResNet, ViT or DeiT: the most probable of "
                + "the classes that the model knows.",
        ""
    })
public final class ClassifyCommand implements Callable<Integer> {
    /** Pictures that are held in memory at once. */
    private static final int TOGETHER = 8;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Option(
        names = "--image",
        required = true,
        arity = "1..*",
        paramLabel = "FILE",
        description = "Pictures, or folders whose pictures are meant, at any depth.")
    private List<Path> images = List.of();

    @Option(
        names = "--top",
        paramLabel = "K",
        defaultValue = "5",
        description = "How many classes to show for a picture (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
        names = "--json",
        description = "Print one JSON list, of each picture an object with \"image\", and \"classes\", each with "
                + "\"name\" and \"probability\".")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (top < 1) {
            throw new ParameterException(spec.commandLine(), "--top " + top + ": at least 1 is needed");
        }
        List<Path> files = files();
        ImageClassifier classifier = ImageClassifier.open(model.open(ModelKind.PICTURES));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonText.of(to -> {
                to.writeStartArray();
                classify(files, classifier, (file, guesses) -> write(file, guesses, to));
                to.writeEndArray();
            }));
        } else {
            classify(files, classifier, (file, guesses) -> print(file, guesses, out));
        }
        out.flush();
        return 0;
    }

    /** Takes what a picture shows. */
    private interface Result {
        void take(Path file, List<Guess> guesses) throws IOException;
    }

    private void classify(List<Path> files, ImageClassifier classifier, Result result) throws IOException {
        for (int i = 0; i < files.size(); i += TOGETHER) {
            List<Path> some = files.subList(i, Math.min(files.size(), i + TOGETHER));
            List<List<Guess>> guesses = classifier.classify(some.stream().map(Image::read).toList(), top);
            for (int j = 0; j < some.size(); j++) {
                if (Double.isNaN(guesses.get(j).getFirst().probability())) {
                    throw new ProgramException(
                            Printable.path(some.get(j)) + ": the model gives NaN; its parameters are not finite");
                }
                result.take(some.get(j), guesses.get(j));
            }
        }
    }

    private static void write(Path file, List<Guess> guesses, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("image", file.toString());
        json.writeArrayFieldStart("classes");
        for (Guess guess : guesses) {
            json.writeStartObject();
            json.writeStringField("name", guess.name());
            json.writeNumberField("probability", guess.probability());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path image : images) {
            if (Files.notExists(image)) {
                throw new ProgramException("--image " + Printable.path(image) + ": no such file or folder");
            }
            List<Path> found = Files.isDirectory(image) ? Image.filesIn(image) : List.of(image);
            if (found.isEmpty()) {
                throw new ProgramException("--image " + Printable.path(image) + ": the folder has no pictures in it");
            }
            files.addAll(found);
        }
        return files;
    }

    private static void print(Path file, List<Guess> guesses, PrintWriter out) {
        out.println(Printable.path(file));
        for (Guess guess : guesses) {
            out.printf(Locale.ROOT, "  %5.1f %%  %s%n", 100 * guess.probability(), Printable.sentence(guess.name()));
        }
        out.flush();
    }
}
