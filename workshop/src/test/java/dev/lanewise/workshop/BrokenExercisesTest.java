package dev.lanewise.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exercises that do what no exercise should: the report says so, in the participant's terms, and the tool lives on. */
@Timeout(900)
class BrokenExercisesTest {
    private static final String LINE = "workshop/exercises/chapter01/Twice.java:7";

    @TempDir
    private Path folder;

    private Checkout checkout;

    @BeforeEach
    void make() {
        checkout = new Checkout(folder);
    }

    private String check(String body, String... more) {
        String[] args = new String[more.length + 2];
        args[0] = "check";
        args[1] = "1";
        System.arraycopy(more, 0, args, 2, more.length);
        assertThat(checkout.with(body).run(args)).isEqualTo(1);
        assertThat(checkout.err()).isEmpty();
        assertThat(checkout.out()).doesNotContain("dev.lanewise.workshop.Check", "\tat ");
        return checkout.out();
    }

    @Test
    void aHoleIsWorkToDo() {
        assertThat(check("throw Hole.fill(\"return x + x\");")).isEqualTo("""
                Chapter 1: Twice as much
                  \u00b7 it multiplies
                      not yet: return x + x
                  \u00b7 it multiplies a negative number

                0 of 2 checks pass.
                next: return x + x (%s)
                      then workshop/run check 1
                """.formatted(LINE));
    }

    @Test
    void aHoleIsFoundBehindOtherExceptions() {
        assertThat(check("try { throw Hole.fill(\"go on\"); } catch (Error e) { throw new IllegalStateException(e); }"))
                .contains("not yet: go on", "next: go on (" + LINE + ")");
    }

    @Test
    void aWrongResultIsComparedWithTheExpectedOne() {
        assertThat(check("return Math.abs(x) * 2;")).isEqualTo("""
                Chapter 1: Twice as much
                  \u2713 it multiplies
                  \u2717 it multiplies a negative number
                      result for -1: yours is 2, expected -2

                1 of 2 checks pass.
                next: put right: it multiplies a negative number (workshop/exercises/chapter01/Twice.java:6)
                      then workshop/run check 1
                """);
    }

    @Test
    void anExceptionNamesTheParticipantsLine() {
        assertThat(check("return new int[2][x < 0 ? 0 : 5].length;"))
                .contains("\u2717 it multiplies\n      result for 3: yours is 2, expected 6");
        assertThat(check("return new int[] {1}[x];"))
                .contains("ArrayIndexOutOfBoundsException: Index 3 out of bounds for length 1", "(" + LINE + ")");
    }

    @Test
    void anEndlessLoopIsEndedAndNamed() {
        assertThat(check("while (x != 0) { Thread.onSpinWait(); } return 0;", "--limit", "3"))
                .contains("\u2717 it multiplies\n      still running after", "a loop without end?", LINE)
                .contains("\u00b7 it multiplies a negative number (not run)", "0 of 2 checks pass.");
    }

    @Test
    void anEndlessWaitIsEndedAndNamed() {
        assertThat(check("synchronized (Twice.class) { try { Twice.class.wait(); } "
                + "catch (InterruptedException e) { } } return 0;", "--limit", "3"))
                .contains("\u2717 it multiplies\n      still running after", LINE);
    }

    @Test
    void exitEndsNothingButTheChecks() {
        assertThat(check("System.exit(0); return 0;"))
                .contains("\u2717 it multiplies\n      System.exit ends the program", LINE)
                .contains("(not run)");
    }

    @Test
    void aHaltedJvmIsReported() {
        assertThat(check("Runtime.getRuntime().halt(3); return 0;"))
                .contains("\u2717 it multiplies\n      its JVM ended with status 3", "(not run)");
    }

    @Test
    void endlessRecursionIsNamed() {
        assertThat(check("return twice(x);")).contains("StackOverflowError: a method calls itself without end", LINE);
    }

    @Test
    void memoryThatThereIsNotIsReported() {
        assertThat(check("return new long[Integer.MAX_VALUE][Integer.MAX_VALUE].length;"))
                .contains("OutOfMemoryError: ", LINE);
    }

    @Test
    void aCollectionThatGrowsForEverMeetsALimitSoon() {
        assertThat(check("var all = new java.util.ArrayList<long[]>(); while (x != 0) { all.add(new long[1 << 20]); } "
                + "return 0;")).contains("OutOfMemoryError: Java heap space (of ", LINE);
    }

    @Test
    void whatIsPrintedIsShownAndAFloodIsCut() {
        assertThat(check("System.out.println(\"x is \" + x); return 0;")).contains("    | x is 3\n");
        String flood = check(
                "for (int i = 0; i < 300_000; i++) { System.out.println(\"line after line \" + i); } return 0;");
        assertThat(flood).contains("    | line after line 0\n", "(what follows is not shown)")
                .hasSizeLessThan(10_000);
        String endless = check("for (int i = 0; i < 3_000_000; i++) { System.err.print('x'); } return 0;");
        assertThat(endless).hasSizeLessThan(10_000);
    }

    @Test
    void aLineWithoutAnEndBelongsToItsCheck() {
        assertThat(check("System.out.print(\"x is \" + x); return x < 0 ? 0 : 2 * x;"))
                .contains("    | x is 3\n  \u2713 it multiplies\n", "    | x is -1\n  \u2717 it multiplies a negative");
        assertThat(check("System.out.print(\"before the end\"); System.exit(0); return 0;"))
                .contains("    | before the end\n  \u2717 it multiplies\n");
    }

    @Test
    void aThreadThatGoesOnHoldsNothingUp() {
        assertThat(checkout.with("new Thread(() -> { while (true) { Thread.onSpinWait(); } }).start(); return x + x;")
                .run("check", "1")).isZero();
        assertThat(checkout.out()).contains("All 2 checks pass: chapter 1 is done.");
    }

    @Test
    void errorsOfTheCompilerAreShownAtTheirPlace() {
        assertThat(check("\treturn y + x")).contains("""
                workshop/exercises/chapter01/Twice.java:7: error: ';' expected
                        \treturn y + x
                        \t            ^
                """, "next: make it compile, then workshop/run check 1");
        assertThat(check("return y + x;")).contains("""
                workshop/exercises/chapter01/Twice.java:7: error: cannot find symbol
                        return y + x;
                               ^
                  symbol:   variable y
                  location: class chapter01.Twice
                """);
    }

    @Test
    void onlyTheFirstErrorsOfTheCompilerAreShown() {
        assertThat(check("a(); b(); c(); d(); e(); return f();"))
                .containsOnlyOnce("method c()").doesNotContain("method d()").contains("and 3 more");
    }

    @Test
    void aRenamedMethodIsExplained() {
        checkout.write("workshop/exercises/chapter01/Twice.java", Checkout.SOLVED.replace("twice(", "doubled("));
        assertThat(checkout.run("check", "1")).isEqualTo(1);
        assertThat(checkout.out()).contains("the checks do not find in it what they call", "method twice(int)");
    }

    @Test
    void aFileThatIsNoTextIsAnErrorOfTheCompiler() throws Exception {
        java.nio.file.Files.write(checkout.path("workshop/exercises/chapter01/Twice.java"),
                new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThat(checkout.run("check", "1")).isEqualTo(1);
        assertThat(checkout.out()).contains("Twice.java:1: error: ").contains("next: make it compile");
    }
}
