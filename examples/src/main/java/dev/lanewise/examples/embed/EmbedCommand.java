package dev.lanewise.examples.embed;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.examples.WritableFile;
import dev.lanewise.examples.pretrained.JsonText;
import dev.lanewise.examples.pretrained.ModelOption;
import dev.lanewise.examples.pretrained.TextLines;
import dev.lanewise.io.Npy;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.zoo.ModelKind;
import dev.lanewise.zoo.SentenceEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells how alike sentences are. */
@Command(
    name = "embed",
    sortOptions = false,
    description = {
        "Makes vectors of sentences with a pretrained encoder, and tells how alike the sentences are: the cosines of "
                + "all pairs, or for each sentence those that are nearest to it.",
        "",
        "Sentences are the arguments, or the lines of a file, or those of standard input; empty lines are left out.",
        "",
        "With --json one JSON object is printed, of one form however many sentences there are: \"sentences\", and "
                + "\"nearest\", for each a list of objects with \"sentence\", the place of another from 0 on, and "
                + "\"similarity\", the nearest first.",
        ""
    })
public final class EmbedCommand implements Callable<Integer> {
    /** Of so many sentences all pairs are shown, unless --nearest asks for something else. */
    private static final int MATRIX = 12;

    private static final int NEAREST = 3;
    private static final int SHOWN = 60;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Parameters(arity = "0..*", paramLabel = "SENTENCE", description = "Sentences to compare.")
    private List<String> sentences = List.of();

    @Option(names = "--file", paramLabel = "FILE",
        description = "A text in UTF-8, a sentence in each line; - for standard input.")
    private @Nullable Path file;

    @Option(
        names = "--nearest",
        paramLabel = "N",
        description = "Show so many sentences that are nearest to each (default: 3, with --json or for more than 12 "
                + "sentences).")
    private @Nullable Integer nearest;

    @Option(
        names = "--save",
        paramLabel = "FILE",
        description = "Write the vectors too, a row for each sentence, to a .npy file.")
    private @Nullable Path saved;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (nearest != null && nearest < 1) {
            throw new ParameterException(spec.commandLine(), "--nearest " + nearest + ": at least 1 is needed");
        }
        if (file != null && !sentences.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--file excludes sentences as arguments");
        }
        Path target = saved;
        if (target != null) {
            WritableFile.require("--save", target, false);
        }
        SentenceEncoder encoder = SentenceEncoder.open(model.open(ModelKind.TEXT_ENCODER));
        List<String> all = sentences();
        Tensor embeddings = encoder.encode(all);
        if (Float.isNaN(embeddings.sum().item())) {
            throw new ProgramException("--model: the model gives NaN; its parameters are not finite");
        }
        if (target != null) {
            Npy.write(target, embeddings);
        }
        PrintWriter out = spec.commandLine().getOut();
        Integer asked = nearest;
        boolean pairs = asked == null && all.size() <= MATRIX;
        int count = asked == null ? NEAREST : asked;
        if (json) {
            out.println(JsonText.of(to -> write(all, embeddings, count, to)));
        } else if (pairs) {
            printPairs(all, embeddings, out);
        } else {
            printNearest(all, embeddings, count, out);
        }
        out.flush();
        return 0;
    }

    private List<String> sentences() throws IOException {
        Path source = file;
        return sentences.isEmpty() ? TextLines.read(source == null ? Path.of("-") : source, "sentences") : sentences;
    }

    private static void write(
            List<String> sentences, Tensor embeddings, int count, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("sentences");
        for (String sentence : sentences) {
            json.writeString(sentence);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("nearest");
        for (int i = 0; i < sentences.size(); i++) {
            float[] cosines = cosines(i, embeddings);
            json.writeStartArray();
            for (int j : nearest(i, cosines, count)) {
                json.writeStartObject();
                json.writeNumberField("sentence", j);
                json.writeNumberField("similarity", cosines[j]);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void printPairs(List<String> sentences, Tensor embeddings, PrintWriter out) {
        float[] cosines = SentenceEncoder.similarity(embeddings, embeddings).toArray();
        int count = sentences.size();
        out.print("    ");
        IntStream.rangeClosed(1, count).forEach(i -> out.printf(Locale.ROOT, "%7d", i));
        out.println();
        for (int i = 0; i < count; i++) {
            out.printf(Locale.ROOT, "%4d", i + 1);
            for (int j = 0; j < count; j++) {
                out.printf(Locale.ROOT, "%7.3f", cosines[i * count + j]);
            }
            out.println("  " + shown(sentences.get(i)));
        }
    }

    private static void printNearest(List<String> sentences, Tensor embeddings, int count, PrintWriter out) {
        for (int i = 0; i < sentences.size(); i++) {
            float[] cosines = cosines(i, embeddings);
            out.println(shown(sentences.get(i)));
            for (int j : nearest(i, cosines, count)) {
                out.printf(Locale.ROOT, "%8.3f  %s%n", cosines[j], shown(sentences.get(j)));
            }
        }
    }

    /** Of one sentence with all: all pairs of many sentences are too many. */
    private static float[] cosines(int sentence, Tensor embeddings) {
        return SentenceEncoder.similarity(embeddings.slice(0, sentence, sentence + 1), embeddings).toArray();
    }

    private static int[] nearest(int sentence, float[] cosines, int count) {
        return IntStream.range(0, cosines.length).filter(j -> j != sentence).boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> cosines[j]).reversed()).limit(count)
                .mapToInt(Integer::intValue).toArray();
    }

    /** A sentence that may come from anywhere, on one line. */
    private static String shown(String sentence) {
        String clean = Printable.sentence(sentence);
        return clean.codePointCount(0, clean.length()) <= SHOWN
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, SHOWN - 1)) + "…";
    }
}
