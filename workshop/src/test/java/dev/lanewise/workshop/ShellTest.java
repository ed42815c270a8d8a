package dev.lanewise.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellTest {
    @TempDir
    private Path folder;

    private Checkout checkout;

    @BeforeEach
    void make() {
        checkout = new Checkout(folder);
        checkout.write("snippets.jsh", """
                System.out.println(chapter02.Four.times(3) + " " + Tensor.of(1, 2).shape() + " " + List.of());
                System.out.println(Plot.of("a", "b", "c").svg().length() > 100);
                /exit
                """);
    }

    /** What the shell itself prints, which is not the program's. */
    private String shell(int status, String... arguments) {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            assertThat(checkout.run(arguments)).as("%s", checkout.out()).isEqualTo(status);
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private String snippets() {
        return checkout.path("snippets.jsh").toString();
    }

    @Test
    void solutionsStandForWhatIsNotDone() {
        assertThat(shell(0, "shell", snippets())).isEqualTo("12 [2] []\ntrue\n");
        assertThat(checkout.out()).contains("no chapter of yours has passed its checks yet");
    }

    @Test
    void whatIsDoneIsTheParticipants() {
        checkout.with("return 2 * x + (x == 3 ? 0 : 0);");
        assertThat(checkout.run("check", "1")).isZero();

        assertThat(shell(0, "shell", snippets())).isEqualTo("12 [2] []\ntrue\n");

        assertThat(checkout.out()).contains("Yours are the classes of chapter 1; the others are the solutions'.");
    }

    @Test
    void aChapterThatIsNotDoneCanBeTakenAsItIs() {
        checkout.with("return 5 * x;");

        assertThat(shell(0, "shell", "--mine", "1", snippets())).isEqualTo("75 [2] []\ntrue\n");
    }

    @Test
    void whatDoesNotCompileIsShownAndNothingIsOpened() {
        checkout.with("return 5 * y;");

        assertThat(shell(1, "shell", "--mine", "1", snippets())).isEmpty();

        assertThat(checkout.out()).contains("workshop/exercises/chapter01/Twice.java:7: error: cannot find symbol",
                "next: make it compile, then workshop/run check 1");
    }
}
