package dev.lanewise.bench.pretrained;

import dev.lanewise.bench.peers.WorkerException;
import dev.lanewise.bench.peers.WorkerProcess;
import dev.lanewise.bench.resume.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures pretrained models beside PyTorch and ONNX Runtime. */
@Command(
    name = "pretrained",
    description = "Times an encoder of MiniLM's sizes with random weights beside transformers on PyTorch and beside "
            + "ONNX Runtime, in turns, how long processes take to their first text, and how fast a language model of "
            + "GPT-2 small's sizes writes, beside PyTorch and beside what the memory allows, a ResNet-18, tokenizers "
            + "beside Hugging Face's, and an encoder that threads share. The models lie in a temporary folder. Without "
            + "the others, Lanewise is timed alone.",
    mixinStandardHelpOptions = true)
public final class PretrainedCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--encoder", description = "Batches of texts, by threads.")
    private boolean encoder;

    @Option(names = "--start", description = "Processes from their start to their first text.")
    private boolean start;

    @Option(names = "--generation", description = "A language model of GPT-2 small's sizes, by threads.")
    private boolean generation;

    @Option(names = "--pictures", description = "A ResNet-18 and one picture, by threads.")
    private boolean pictures;

    @Option(names = "--tokenizers", description = "Tokenizers of BERT's and Llama 3's sizes.")
    private boolean tokenizers;

    @Option(names = "--sharing", description = "1 to 8 callers of one encoder, by threads.")
    private boolean sharing;

    @Option(
        names = "--python",
        paramLabel = "PATH",
        defaultValue = "python3",
        description = "The interpreter that has PyTorch, transformers, tokenizers and onnxruntime (default: "
                + "${DEFAULT-VALUE}).")
    private String python;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "7",
        description = "Figures of each, of which the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
        names = "--warm-up",
        paramLabel = "SECONDS",
        defaultValue = "6",
        description = "How long a part is warmed up; each line at most three times as long (default: "
                + "${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(
        names = "--threads",
        paramLabel = "N",
        split = ",",
        defaultValue = "1,2",
        description = "Numbers of threads (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1 || rounds > 1000) {
            throw new ParameterException(spec.commandLine(), "--rounds " + rounds + ": from 1 to 1000");
        }
        if (!(warmUp >= 0 && warmUp <= 1000)) {
            throw new ParameterException(spec.commandLine(), "--warm-up " + warmUp + ": from 0 to 1000");
        }
        for (int count : threads) {
            if (count < 1 || count > 1000) {
                throw new ParameterException(spec.commandLine(), "--threads " + count + ": from 1 to 1000");
            }
        }
        Path folder = Files.createTempDirectory("lanewise-pretrained");
        try {
            boolean all = !encoder && !start && !generation && !pictures && !tokenizers && !sharing;
            if (all || encoder || start) {
                Path model = folder.resolve("model");
                EncoderModel.write(model);
                run(model);
            }
            if (all || generation) {
                generate(folder.resolve("gpt2"));
            }
            if (all || pictures) {
                classify(folder.resolve("resnet"));
            }
            if (all || tokenizers) {
                split(folder.resolve("tokenizers"));
            }
            if (all || sharing) {
                share(folder.resolve("shared"));
            }
            return CommandLine.ExitCode.OK;
        } catch (WorkerException e) {
            throw new IOException(e.sentence(), e);
        } finally {
            Folders.delete(folder);
        }
    }

    private void run(Path model) throws IOException, InterruptedException, WorkerException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        boolean both = encoder == start;
        // The worker writes what ONNX Runtime reads.
        WorkerProcess worker = worker("PyTorch", "encoder_peer.py", model, err);
        try {
            if (both || encoder) {
                new EncoderSpeed(model, worker, err::println, out, new Repeated(warmUp)).run(rounds, threads);
            }
        } finally {
            if (worker != null) {
                worker.close();
            }
        }
        if (both || start) {
            EncoderStart.run(root(), model, python, rounds, err::println, out);
        }
    }

    private void generate(Path model) throws IOException, WorkerException {
        PrintWriter err = spec.commandLine().getErr();
        GenerationModel.SMALL.write(model);
        WorkerProcess worker = worker("PyTorch", "generation_peer.py", model, err);
        try {
            new GenerationSpeed(GenerationModel.SMALL, model, worker, err::println, spec.commandLine().getOut(),
                    new Repeated(warmUp))
                    .run(rounds, threads);
        } finally {
            if (worker != null) {
                worker.close();
            }
        }
    }

    private void classify(Path model) throws IOException, WorkerException {
        PrintWriter err = spec.commandLine().getErr();
        PictureModel.write(model);
        WorkerProcess worker = worker("PyTorch", "picture_peer.py", model, err);
        try {
            new PictureSpeed(model, worker, err::println, spec.commandLine().getOut(),
                    new Repeated(warmUp)).run(rounds, threads);
        } finally {
            if (worker != null) {
                worker.close();
            }
        }
    }

    private void split(Path model) throws IOException, WorkerException {
        PrintWriter err = spec.commandLine().getErr();
        Map<String, List<String>> texts = TokenizerSpeed.write(model);
        WorkerProcess worker = worker("tokenizers", "tokenizer_peer.py", model, err);
        try {
            new TokenizerSpeed(model, texts, worker, err::println, spec.commandLine().getOut(),
                    new Repeated(warmUp)).run(rounds);
        } finally {
            if (worker != null) {
                worker.close();
            }
        }
    }

    private void share(Path model) throws IOException {
        EncoderModel.write(model);
        TokenizerModel words = new TokenizerModel();
        words.writeWordPiece(model);
        new SharingSpeed(model, words.english(100), 1, spec.commandLine().getOut(), new Repeated(warmUp)).run(rounds,
                threads);
    }

    private static Path root() {
        return Path.of(System.getProperty("lanewise.root", "")).toAbsolutePath();
    }

    private @Nullable WorkerProcess worker(String name, String script, Path model, PrintWriter err) {
        try {
            WorkerProcess worker = WorkerProcess.start(name,
                    List.of(python, root().resolve("bench/peers").resolve(script).toString(), model.toString()),
                    Map.of("PYTHONDONTWRITEBYTECODE", "1", "HF_HUB_OFFLINE", "1"), WorkerProcess.PATIENCE);
            err.println("found: " + worker.description());
            return worker;
        } catch (WorkerException e) {
            err.println(e.sentence());
            return null;
        }
    }
}
