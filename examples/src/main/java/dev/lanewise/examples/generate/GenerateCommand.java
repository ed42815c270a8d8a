package dev.lanewise.examples.generate;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.examples.pretrained.ModelOption;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.zoo.Generation;
import dev.lanewise.zoo.GenerationOptions;
import dev.lanewise.zoo.TextGenerator;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
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
        ""
    })
public final class GenerateCommand implements Callable<Integer> {
    private static final double NANOS = 1e-9;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "What it goes on from.")
    private String prompt = "";

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

    @Override
    public Integer call() {
        String fault = sampling.fault();
        if (fault != null) {
            throw new ParameterException(spec.commandLine(), fault);
        }
        PrintWriter out = spec.commandLine().getOut();
        TextGenerator writer = TextGenerator.open(model.open());
        GenerationOptions options = sampling.over(writer.options());
        requireFit(writer);
        show(prompt, out);
        long start = System.nanoTime();
        TextGenerator.Written written = writer.write(prompt, options, RandomSource.seed(seed),
                piece -> show(piece, out));
        double seconds = (System.nanoTime() - start) * NANOS;
        out.println();
        if (!quiet) {
            int count = written.generation().tokens().size();
            out.println();
            out.printf(Locale.ROOT, "%,d tokens in %.2f s, %,.1f a second, %d %s; %s%n", count, seconds,
                    count / seconds, Parallel.threads(), Parallel.threads() == 1 ? "thread" : "threads",
                    why(written.generation().finish()));
        }
        out.flush();
        return 0;
    }

    /** Refuses a prompt that the model cannot read. */
    private void requireFit(TextGenerator writer) {
        int context = writer.generator().model().context();
        int count;
        try {
            count = writer.tokenizer().encode(prompt).size();
        } catch (IllegalArgumentException e) {
            throw new ProgramException("--prompt: " + e.getMessage(), e);
        }
        if (count == 0 || count > context) {
            throw new ProgramException("--prompt: it has " + count + " tokens; the model reads 1 to " + context);
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
