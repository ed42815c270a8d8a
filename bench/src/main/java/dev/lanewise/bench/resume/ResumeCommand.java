package dev.lanewise.bench.resume;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Kills trainings again and again, and counts those that end with other bytes than one that never stopped. */
@Command(
    name = "resume",
    description = "Trains with examples/run mnist --checkpoint on a few small pictures, kills the process (SIGKILL) at "
            + "random moments, every other time while it writes a checkpoint, and resumes it with another number of "
            + "threads, until the training is over; then compares the saved model with that of a training that never "
            + "stopped. Exit status 1 if any differs. 100 kills take some five minutes.",
    mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
        names = "--kills",
        paramLabel = "N",
        defaultValue = "100",
        description = "How often to kill (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "1",
        description = "Seed of the moments (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (kills < 1) {
            throw new ParameterException(spec.commandLine(), "--kills " + kills + ": at least 1 is needed");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path root = Path.of(System.getProperty("lanewise.root", "")).toAbsolutePath();
        Path folder = Files.createTempDirectory("lanewise-resume");
        try {
            return run(root, folder, out);
        } finally {
            Folders.delete(folder);
        }
    }

    private int run(Path root, Path folder, PrintWriter out) throws IOException, InterruptedException {
        SmallPictures.write(folder);
        Program program = new Program(root, folder);
        SplittableRandom random = new SplittableRandom(seed);
        List<Training> trainings = new ArrayList<>();
        for (String options : Training.OPTIONS) {
            trainings.add(Training.uninterrupted(program, options));
        }
        Kills all = new Kills(0, 0);
        int ended = 0;
        int different = 0;
        for (int i = 0; all.count() < kills; i++) {
            Training training = trainings.get(i % trainings.size());
            int share = Math.ceilDiv(kills, trainings.size()); // so that every rule has its kills
            Training.Result result = training.withKills(all, Math.min(kills, all.count() + share), random);
            out.printf(Locale.ROOT, "%-58s %3d kills, %3d during a save: %s%n", training.options(),
                    result.kills().count(), result.kills().duringSave(), result.verdict());
            out.flush();
            all = all.plus(result.kills());
            ended++;
            different += result.isSame() ? 0 : 1;
        }
        out.printf(Locale.ROOT, "%d kills, %d during a save; %d trainings, %s%n", all.count(), all.duringSave(), ended,
                different == 0 ? "all with the bytes of one that never stopped" : different + " with other bytes");
        return different == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
