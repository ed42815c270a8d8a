package dev.lanewise.workshop;

import dev.lanewise.io.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Puts the solution of a chapter in the place of the exercise. What the participant has written is kept beside it. */
final class Solve {
    private Solve() {}

    /** Returns what was done, a line for each file; {@code show} says how a path is called. */
    static List<String> solve(Course course, Chapter chapter, Function<Path, String> show) {
        List<String> done = new ArrayList<>();
        for (Path solution : course.sources(chapter.solutions())) {
            Path exercise = chapter.exercises().resolve(solution.getFileName());
            try {
                Files.createDirectories(chapter.exercises());
                byte[] bytes = Files.readAllBytes(solution);
                if (!Files.exists(exercise)) {
                    AtomicFile.write(exercise, bytes);
                    done.add(show.apply(exercise) + " is the solution now");
                } else if (Arrays.equals(Files.readAllBytes(exercise), bytes)) {
                    done.add(show.apply(exercise) + " is the solution already");
                } else {
                    Path kept = keep(exercise);
                    AtomicFile.write(exercise, bytes);
                    done.add(show.apply(exercise) + " is the solution now; yours is kept as " + kept.getFileName());
                }
            } catch (IOException | UncheckedIOException e) {
                throw new WorkshopException(show.apply(exercise) + ": the solution cannot be put here, "
                        + e.getClass().getSimpleName() + " " + e.getMessage() + "; nothing of yours is lost");
            }
        }
        return done;
    }

    /** Copies a file to the first of {@code X.java.mine}, {@code X.java.mine.2}, ... that does not exist. */
    private static Path keep(Path file) throws IOException {
        for (int number = 1;; number++) {
            Path kept = file.resolveSibling(file.getFileName() + ".mine" + (number == 1 ? "" : "." + number));
            try {
                return Files.copy(file, kept);
            } catch (FileAlreadyExistsException e) {
                // the next one
            }
        }
    }
}
