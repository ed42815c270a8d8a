package dev.lanewise.examples.flame;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws where the time of a recorded training went. */
@Command(
    name = "flame",
    sortOptions = false,
    description = {
        "Draws where the time of a training went, from a recording of the JDK's Flight Recorder: steps, in them the "
                + "blocks of the model, in these their ops, and in these the kernels that were seen running.",
        "",
        "A training is recorded with LANEWISE_JAVA_OPTS=-XX:StartFlightRecording=settings=profile,"
                + "settings=examples/lanewise.jfc,filename=training.jfr (see docs/profiling.md).",
        ""
    })
public final class FlameCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RECORDING", description = "The recording, a .jfr file.")
    private Path recording;

    @Parameters(index = "1", paramLabel = "PICTURE", description = "The .svg file to write.")
    private Path picture;

    @Option(
        names = "--skip",
        paramLabel = "SECONDS",
        defaultValue = "0",
        description = "Leave out the first seconds, in which the JVM compiles (default: ${DEFAULT-VALUE}).")
    private double skip;

    @Override
    public Integer call() throws IOException {
        if (!(skip >= 0 && skip < 1e6)) {
            throw new ParameterException(spec.commandLine(), "--skip " + skip + ": 0 or more seconds are needed");
        }
        Box root = read();
        if (!(root.total() > 0)) {
            throw new ProgramException(Printable.path(recording) + ": no event of Lanewise is in it"
                    + (skip > 0 ? " after " + skip + " s" : "") + "; record with settings=examples/lanewise.jfc");
        }
        double seconds = root.total() / 1e9;
        String title = String.format(Locale.ROOT, "%s: %.2f s of training",
                Printable.path(Objects.requireNonNull(recording.getFileName())), seconds);
        save(Svg.of(root, title));
        spec.commandLine().getOut().printf(Locale.ROOT, "%.2f s of training drawn in %s%n", seconds,
                Printable.path(picture));
        return 0;
    }

    private Box read() throws IOException {
        if (!Files.isRegularFile(recording)) {
            throw new ProgramException(Printable.path(recording) + ": there is no such file");
        }
        try {
            return Flame.of(recording, Duration.ofNanos((long) (skip * 1e9)));
        } catch (IOException | RuntimeException e) { // the JDK's reader throws many kinds for damaged files
            throw new ProgramException(Printable.path(recording) + ": it cannot be read, is damaged or no recording ("
                    + e.getMessage() + ")");
        }
    }

    /** Whole or not at all. */
    private void save(String svg) throws IOException {
        if (Files.isDirectory(picture)) {
            throw new ProgramException(Printable.path(picture) + ": it is a folder, and cannot be written");
        }
        Path part = picture.resolveSibling(Objects.requireNonNull(picture.getFileName()).toString() + ".part");
        try {
            Files.writeString(part, svg);
            Files.move(part, picture, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            String reason = switch (e) {
                case NoSuchFileException _ -> "there is no such folder";
                case AccessDeniedException _ -> "no permission";
                default -> String.valueOf(e.getMessage());
            };
            throw new ProgramException(Printable.path(picture) + ": it cannot be written (" + reason + ")");
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
