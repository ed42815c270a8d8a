package dev.lanewise.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every chapter that has a folder: its solution passes its checks, its exercise fails them by its holes alone. */
class ChaptersTest {
    /** A build may have to share its machine with others. */
    private static final long SECONDS = 300;

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    static List<String> folders() {
        return new Course(ROOT).chapters().stream().map(Chapter::folder).toList();
    }

    private static Outcome check(String folder, boolean solution) {
        Course course = new Course(ROOT);
        Chapter chapter = course.inFolder(folder).orElseThrow();
        Path classes = solution ? chapter.solutions() : chapter.exercises();
        return new Checker(course, null, SECONDS).check(
                chapter, classes, Chapter::solutions, Path::toString, Live.SILENT);
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theSolutionPasses(String folder) {
        Outcome outcome = check(folder, true);
        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.checks()).hasSizeBetween(3, 12).allMatch(Check::hasPassed);
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theExerciseFailsByItsHolesAlone(String folder) {
        assumeFalse(Files.exists(ROOT.resolve("workshop", ".progress")),
                "somebody takes part in the workshop here (workshop/.progress exists)");
        Outcome outcome = check(folder, false);
        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.checks()).hasSizeBetween(3, 12)
                .allMatch(check -> check.state() == Check.State.PASSED || check.state() == Check.State.HOLE)
                .anyMatch(check -> check.state() == Check.State.HOLE);
        assertThat(outcome.checks().getFirst().state()).isEqualTo(Check.State.HOLE);
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theChapterIsWhole(String folder) {
        Course course = new Course(ROOT);
        Chapter chapter = course.inFolder(folder).orElseThrow();
        assertThat(chapter.text()).exists();
        assertThat(chapter.title()).isNotEqualTo(chapter.name());
        assertThat(names(course, chapter.exercises())).isEqualTo(names(course, chapter.solutions()));
    }

    @Test
    void everyExerciseHasChecks() throws Exception {
        for (String kind : List.of("exercises", "solutions")) {
            try (Stream<Path> found = Files.list(ROOT.resolve("workshop", kind))) {
                assertThat(found.filter(Files::isDirectory).map(path -> path.getFileName().toString()))
                        .hasSameElementsAs(folders());
            }
        }
    }

    private static String names(Course course, Path folder) {
        return course.sources(folder).stream().map(file -> file.getFileName().toString())
                .collect(Collectors.joining(" "));
    }
}
