package dev.lanewise.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private static final String EXERCISE = "workshop/exercises/chapter01/Twice.java";

    @TempDir
    private Path folder;

    private Checkout checkout;

    @BeforeEach
    void make() {
        checkout = new Checkout(folder);
    }

    @Test
    void theListSaysWhatIsNext() {
        assertThat(checkout.run()).isZero();
        assertThat(checkout.out()).isEqualTo("""
                The workshop: build your own framework, chapter by chapter.

                  \u00b7 01  Twice as much
                  \u00b7 02  Four times as much

                next: chapter 1: read docs/workshop/01-twice.md, write in workshop/exercises/chapter01, then workshop/run \
                check 1
                """);
    }

    @Test
    void progressIsKeptUntilTheExerciseChanges() {
        checkout.write(EXERCISE, Checkout.SOLVED);
        assertThat(checkout.run("check", "1")).isZero();
        assertThat(checkout.out()).contains("next: chapter 2: read docs/workshop/02-four-times.md");
        checkout.run();
        assertThat(checkout.out()).contains("\u2713 01", "\u00b7 02", "next: chapter 2")
                .doesNotContain("checked again");
        checkout.with("return 6;");
        checkout.run();
        assertThat(checkout.out()).contains("(chapter 1 has changed and is checked again)",
                "\u00b7 01  Twice as much   1 of 2 checks", "next: chapter 1");
        checkout.with("return 6");
        checkout.run();
        assertThat(checkout.out()).contains("\u00b7 01  Twice as much   does not compile");
    }

    @Test
    void aDamagedProgressIsMadeAgain() {
        checkout.write("workshop/.progress", "nonsense\nchapter01 2 2\n\u0000\n");
        checkout.write(EXERCISE, Checkout.SOLVED);
        assertThat(checkout.run("check", "twice")).isZero();
        assertThat(checkout.read("workshop/.progress")).matches("chapter01 2 2 [0-9a-f]{32}\n");
    }

    @Test
    void aChapterIsCalledByNumberOrName() {
        for (String name : new String[] {"2", "02", "chapter02", "four-times", "FOUR"}) {
            assertThat(checkout.run("text", name)).isZero();
            assertThat(checkout.out()).isEqualTo("docs/workshop/02-four-times.md\n");
        }
        for (String name : new String[] {"3", "0", "-", "five", "chapter", "1e9", "", "99999999999999999999"}) {
            assertThat(checkout.run("text", name)).isEqualTo(1);
            assertThat(checkout.err()).startsWith("error: there is no chapter ")
                    .contains("there are 1 (twice), 2 (four-times)");
        }
    }

    @Test
    void wrongUsageIsOneSentence() {
        assertThat(checkout.run("chekc", "1")).isEqualTo(2);
        assertThat(checkout.err()).startsWith("error: Unmatched argument").contains("did you mean check");
        assertThat(checkout.run("solve")).isEqualTo(2);
        assertThat(checkout.run("check", "1", "--limit", "0")).isEqualTo(2);
        assertThat(checkout.err()).isEqualTo(
                "error: --limit 0: not from 1 to 1000000 seconds; see workshop/run check --help\n");
        assertThat(checkout.run("check", "1", "--data", "nowhere")).isEqualTo(2);
        assertThat(checkout.err()).contains("no such folder");
    }

    @Test
    void solvingLosesNothing() {
        checkout.with("return 1;");
        assertThat(checkout.run("solve", "1")).isZero();
        assertThat(checkout.out()).contains(EXERCISE + " is the solution now; yours is kept as Twice.java.mine\n");
        assertThat(checkout.read(EXERCISE)).isEqualTo(Checkout.SOLVED);
        assertThat(checkout.read(EXERCISE + ".mine")).contains("return 1;");
        checkout.with("return 2;");
        checkout.run("solve", "1");
        assertThat(checkout.read(EXERCISE + ".mine")).contains("return 1;");
        assertThat(checkout.read(EXERCISE + ".mine.2")).contains("return 2;");
        checkout.run("solve", "1");
        assertThat(checkout.out()).contains("is the solution already");
        assertThat(checkout.path(EXERCISE + ".mine.3")).doesNotExist();
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Files.delete(checkout.path(EXERCISE));
        assertThat(checkout.run("check", "1")).isEqualTo(1);
        assertThat(checkout.err()).contains("workshop/exercises/chapter01: no Java file in it; git checkout --");
        assertThat(checkout.run()).isZero();
        assertThat(checkout.run("solve", "1")).isZero();
        Files.delete(checkout.path("workshop/solutions/chapter01/Twice.java"));
        assertThat(checkout.run("solve", "1")).isEqualTo(1);
        assertThat(checkout.err()).contains("workshop/solutions/chapter01: no Java file in it; git checkout --");
        assertThat(checkout.read(EXERCISE)).isEqualTo(Checkout.SOLVED);
    }

    @Test
    void aLaterChapterUsesTheParticipantsClassesOnceTheyPass() {
        assertThat(checkout.run("check", "2")).isZero();
        assertThat(checkout.out()).contains("(with the solution of chapter01: yours has not passed its checks)");
        checkout.with("System.out.println(\"mine\"); return x * 2;");
        checkout.run("check", "1");
        assertThat(checkout.run("check", "2")).isZero();
        assertThat(checkout.out()).contains("(with your chapter01)", "    | mine\n");
        checkout.with("System.out.println(\"broken\"); return 7;");
        assertThat(checkout.run("check", "2")).isZero();
        assertThat(checkout.out()).contains("(chapter 1 has changed and is checked again)", "with the solution")
                .doesNotContain("broken");
    }

    @Test
    void checkWithoutAChapterTakesTheFirstThatIsNotDone() {
        checkout.run("check");
        assertThat(checkout.out()).startsWith("Chapter 1: ");
        checkout.run("solve", "1");
        checkout.run("check", "1");
        checkout.run("check");
        assertThat(checkout.out()).contains("Chapter 2: ");
    }

    @Test
    void marksAreAsciiWhereTheTerminalKnowsNoOther() {
        checkout.with("return 6;");
        checkout.run(false, "check", "1");
        assertThat(checkout.out()).contains("  + it multiplies\n", "  x it multiplies a negative number\n");
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(checkout.out())).isTrue();
    }
}
