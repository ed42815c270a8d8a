package dev.lanewise.examples.generate;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.examples.pretrained.JsonText;
import dev.lanewise.examples.pretrained.ModelOption;
import dev.lanewise.examples.pretrained.TextLines;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Printable;
import dev.lanewise.zoo.Generation;
import dev.lanewise.zoo.GenerationOptions;
import dev.lanewise.zoo.ModelKind;
import dev.lanewise.zoo.TextGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
import picocli.CommandLine.Spec;

/** Has a pretrained language model go on with a text. */
@Command(
    name = "generate",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
        "Has a pretrained language model, of GPT-2's or Llama's kind, go on with a text, which is shown as it comes.",
        "",
        "How tokens are chosen, and which end the text, is what the model's generation_config.json says where no "
                + "option says otherwise. The same options and seed give the same text. With --quiet the text is all "
                + "that is printed. Ctrl-C ends it.",
        "",
        "Several prompts are gone on with together, and shown when all are done; each text is the same as if its "
                + "prompt were alone. With --json a JSON object is printed on a line for each prompt, with "
                + "\"prompt\", \"text\" (what follows it), \"tokens\" (how many) and \"finish\": end, most_tokens, "
                + "context or stopped.",
        ""
    })
public final class GenerateCommand implements Callable<Integer> {
    private static final double NANOS = 1e-9;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Option(
        names = "--prompt",
        paramLabel = "TEXT",
        description = "What it goes on from; may be given several times.")
    private List<String> prompts = List.of();

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "A text in UTF-8, a prompt in each line; - for standard input.")
    private @Nullable Path file;

    @Mixin
    private SamplingOptions sampling;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "1",
        description = "Another seed gives another text, unless the likeliest tokens are taken (default: "
                + "${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--quiet", description = "Print the text only.")
    private boolean quiet;

    @Option(names = "--json", description = "Print a JSON object on a line for each prompt.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        String fault = prompts.isEmpty() == (file == null)
                ? "what to go on from is given by --prompt=TEXT or by --file=FILE"
                : sampling.fault();
        if (fault != null) {
            throw new ParameterException(spec.commandLine(), fault);
        }
        Path source = file;
        List<String> all = source == null ? prompts : TextLines.read(source, "prompts");
        PrintWriter out = spec.commandLine().getOut();
        TextGenerator writer = TextGenerator.open(model.open(ModelKind.LANGUAGE_MODEL), model::tell);
        GenerationOptions options = sampling.over(writer.options());
        all.forEach(prompt -> requireFit(prompt, writer, options));
        if (all.size() == 1 && !json) {
            writeOne(all.getFirst(), writer, options, out);
        } else {
            writeAll(all, writer, options, out);
        }
        out.flush();
        return 0;
    }

    /** Shows the text as it comes. */
    private void writeOne(String prompt, TextGenerator writer, GenerationOptions options, PrintWriter out) {
        show(prompt, out);
        long start = System.nanoTime();
        TextGenerator.Written written = writer.write(prompt, options, RandomSource.seed(seed),
                piece -> show(piece, out));
        double seconds = (System.nanoTime() - start) * NANOS;
        out.println();
        if (!quiet) {
            out.println();
            out.println(speed(written.generation().tokens().size(), seconds) + "; "
                    + why(written.generation().finish()));
        }
    }

    private void writeAll(List<String> all, TextGenerator writer, GenerationOptions options, PrintWriter out)
            throws IOException {
        long start = System.nanoTime();
        List<TextGenerator.Written> texts = writer.write(all, options,
                all.stream().map(_ -> RandomSource.seed(seed)).toList());
        double seconds = (System.nanoTime() - start) * NANOS;
        for (int i = 0; i < all.size(); i++) {
            if (json) {
                out.println(json(all.get(i), texts.get(i)));
            } else {
                show((i == 0 ? "" : "\n") + all.get(i) + texts.get(i).text() + "\n", out);
            }
        }
        if (!quiet && !json) {
            out.println();
            out.println(speed(texts.stream().mapToInt(each -> each.generation().tokens().size()).sum(), seconds) + "; "
                    + IntStream.range(0, all.size())
                            .filter(i -> texts.get(i).generation().finish() == Generation.Finish.END).count()
                    + " of " + all.size() + " texts were ended by the model");
        }
    }

    private static String json(String prompt, TextGenerator.Written written) throws IOException {
        return JsonText.of(to -> {
            to.writeStartObject();
            to.writeStringField("prompt", prompt);
            to.writeStringField("text", written.text());
            to.writeNumberField("tokens", written.generation().tokens().size());
            to.writeStringField("finish", written.generation().finish().name().toLowerCase(Locale.ROOT));
            to.writeEndObject();
        });
    }

    private static String speed(int count, double seconds) {
        return String.format(Locale.ROOT, "%,d tokens in %.2f s, %,.1f a second, %d %s", count, seconds,
                count / seconds, Parallel.threads(), Parallel.threads() == 1 ? "thread" : "threads");
    }

    /** Refuses a prompt that the model cannot read. */
    private void requireFit(String prompt, TextGenerator writer, GenerationOptions options) {
        String name = (file == null ? "--prompt" : "--file") + ": ";
        String which = prompts.size() == 1 ? "it" : Printable.quoted(prompt);
        int context = writer.generator().model().context();
        int count;
        try {
            count = writer.tokenizer().encode(prompt).size();
        } catch (IllegalArgumentException e) {
            throw new ProgramException(name + e.getMessage(), e);
        }
        if (count == 0 || count > context) {
            throw new ProgramException(
                    name + which + " has " + count + " tokens; the model reads 1 to " + context);
        }
        if (count >= options.longest()) {
            throw new ProgramException(name + which + " has " + count + " tokens, and the model's texts are to have at "
                    + "most " + options.longest() + " (max_length); --tokens says how many are added");
        }
    }

    private static String why(Generation.Finish finish) {
        return switch (finish) {
            case END -> "the model ended the text";
            case MOST_TOKENS -> "more were not asked for";
            case CONTEXT -> "the model's context is full";
            case STOPPED -> "a text to stop at would follow";
        };
    }

    /** Shows a piece at once; what would steer a terminal is no text. */
    private static void show(String piece, PrintWriter out) {
        StringBuilder clean = new StringBuilder();
        piece.codePoints().forEach(c -> clean.appendCodePoint(
                Character.isISOControl(c) && c != '\n' && c != '\t' ? 0xFFFD : c));
        out.print(clean);
        if (out.checkError()) { // flushes; nobody reads any more
            throw new ProgramException("standard output cannot be written");
        }
    }
}
