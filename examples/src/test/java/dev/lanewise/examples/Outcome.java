package dev.lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a program left behind: its exit status and what it wrote. */
public record Outcome(int exit, String out, String err) {
    /** Runs a program in this JVM. */
    public static Outcome of(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        int exit = Main.run(new PrintWriter(out), new PrintWriter(err), words);
        return new Outcome(exit, out.toString(), err.toString());
    }

    /** The last line of the output. */
    public String lastLine() {
        return out.lines().toList().getLast();
    }

    /** The figure of the last line. */
    public double accuracy() {
        assertThat(lastLine()).matches("test accuracy [01]\\.\\d{4}");
        return Double.parseDouble(lastLine().substring("test accuracy ".length()));
    }

    /** Status 0 and no error. */
    public Outcome assertSuccess() {
        assertThat(err).isEmpty();
        assertThat(exit).isZero();
        return this;
    }

    /** Wrong usage: status 2 and one sentence with these parts. */
    public void assertWrongUsage(String... parts) {
        assertOneSentence(2, parts);
        assertThat(err).contains("--help");
    }

    /** Any other failure: status 1 and one sentence with these parts. */
    public void assertFailure(String... parts) {
        assertOneSentence(1, parts);
        assertThat(err).doesNotContain("unexpected", "Exception");
    }

    private void assertOneSentence(int status, String... parts) {
        assertThat(err).startsWith("error: ").contains(parts).doesNotContain("\tat ").endsWith(System.lineSeparator());
        assertThat(err.lines()).hasSize(1);
        assertThat(exit).isEqualTo(status);
    }
}
