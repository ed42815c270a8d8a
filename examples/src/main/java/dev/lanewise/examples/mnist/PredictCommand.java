package dev.lanewise.examples.mnist;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.examples.pictures.TerminalArt;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads one picture with a saved model. */
@Command(
    name = "predict",
    sortOptions = false,
    description = {
        "Reads a picture of one digit (PNG or PGM) with a model that mnist, mnist-cnn or mnist-lstm --save wrote.",
        "",
        "The picture is greyed, inverted where its border is light, cropped, scaled and centred as MNIST's were.",
        ""
    })
public final class PredictCommand implements Callable<Integer> {
    private static final int SHOWN = 3;
    private static final int LINE = 78;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model, a .safetensors file.")
    private Path modelFile;

    @Option(names = "--image", required = true, paramLabel = "FILE", description = "The picture, .png or .pgm.")
    private Path imageFile;

    @Override
    public Integer call() throws IOException {
        SavedModel saved = SavedModel.load(modelFile);
        SavedModel.Form form = saved.form();
        float[] grey = ImageInput.read(imageFile, form.size().rows(), form.size().cols());
        Tensor pixels = Tensor.of(Shape.of(1, form.size().rows(), form.size().cols()), grey);
        saved.model().eval();
        float[] chances;
        try (GradMode.Scope _ = GradMode.noGrad()) {
            Tensor normalised = pixels.sub(form.mean()).div(form.std());
            chances = saved.model().forward(normalised).softmax(1).toArray();
        }
        if (Float.isNaN(chances[0])) {
            throw new ProgramException(
                    Printable.path(modelFile) + ": the model gives NaN; its parameters are not finite");
        }
        PrintWriter out = spec.commandLine().getOut();
        List<Integer> ranking = IntStream.range(0, chances.length).boxed()
                .sorted((a, b) -> Float.compare(chances[b], chances[a])).toList();
        out.println("The picture as the model sees it, and what it takes it for:");
        out.print(TerminalArt.fitting(System.out.charset())
                .draw(List.of(grey), form.size().rows(), form.size().cols(), List.of(""), LINE));
        for (int digit : ranking.subList(0, Math.min(SHOWN, ranking.size()))) {
            out.printf(Locale.ROOT, "  %d  %5.1f %%%n", digit, 100 * chances[digit]);
        }
        out.println("prediction " + ranking.get(0));
        out.flush();
        return 0;
    }
}
