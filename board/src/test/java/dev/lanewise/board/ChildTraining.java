package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.callbacks.PauseOnExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A recorded training in a JVM of its own. */
final class ChildTraining {
    private final Path folder;
    private final List<String> command = new ArrayList<>();

    private ChildTraining(Path folder) {
        this.folder = folder;
    }

    /**
     * A training that is not started yet.
     *
     * @param folder for what it prints
     * @param before what runs it, such as a shell, as {@code command... "$@"}; empty for nothing
     * @param runs where it is recorded, as the run {@code small}
     * @param everything whether all that there is is recorded, or steps alone
     */
    static ChildTraining of(Path folder, List<String> before, Path runs, int epochs, boolean everything) {
        ChildTraining child = new ChildTraining(folder);
        child.command.addAll(before);
        child.command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData", "--add-modules", "jdk.incubator.vector", "-cp",
                System.getProperty("java.class.path"), Training.class.getName(), runs.toString(),
                Integer.toString(epochs), Boolean.toString(everything)));
        return child;
    }

    /** What the JVM runs: it tells each step, and at the end what the folder says, which none but it may see. */
    static final class Training {
        private Training() {}

        public static void main(String[] arguments) throws IOException {
            Path runs = Path.of(arguments[0]);
            SmallFit fit = new SmallFit();
            RunRecorder recorder = RunRecorder.in(runs, "small");
            fit.trainer.with(Boolean.parseBoolean(arguments[2])
                    ? fit.everything(recorder)
                    : recorder.everySteps(1).withoutHistograms(), new PauseOnExit(), new Callback() {
                        @Override
                        public void step(Fit current) {
                            if (current.step() == 4) {
                                System.out.println("begun");
                            }
                        }
                    }).fit(fit.training, fit.validation, Integer.parseInt(arguments[1]));
            System.out.println(fit.trainer.steps() + " steps");
            Path run = runs.resolve("small");
            if (Files.exists(run.resolve("run.json"))) {
                Map<String, @Nullable Object> object = Json.object(run.resolve("run.json"));
                System.out
                        .println(object.get("state") + ", " + Json.lines(run.resolve("steps.jsonl")).size() + " lines");
            } else if (Files.exists(run)) {
                System.out.println("a folder without a run");
            }
        }
    }

    Process start() throws IOException {
        return new ProcessBuilder(command).redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile()).start();
    }

    /** Trains to the end. */
    ChildTraining run() throws IOException, InterruptedException {
        Process process = start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("the process ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return this;
    }

    List<String> out() throws IOException {
        return Files.readAllLines(folder.resolve("out"));
    }

    /** What was printed on standard error, but for the JVM's own words about its incubator. */
    List<String> err() throws IOException {
        return Files.readAllLines(folder.resolve("err")).stream().filter(line -> !line.startsWith("WARNING")).toList();
    }
}
