package dev.lanewise.bench.determinism;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeterminismCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int determinism(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "determinism";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.run(new PrintWriter(out), new PrintWriter(err), all);
    }

    @Test
    void aFewSettingsGiveOneHash() {
        assertThat(determinism("--quick", "--seconds", "0")).as("%s%s", out, err).isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(5).last().isEqualTo("4 settings, one hash");
        assertThat(lines.subList(0, 4)).allMatch(line -> line.matches("[0-9a-f]{16} +[0-9.]+ s  java .*"));
        assertThat(lines.get(1)).contains("java --add-modules=jdk.incubator.vector -Xint");
    }

    @Test
    void settingsAreListed() {
        assertThat(determinism("--list")).isZero();

        assertThat(out.toString().lines())
                .hasSizeGreaterThan(50)
                .doesNotHaveDuplicates()
                .contains("--add-modules=jdk.incubator.vector -XX:UseAVX=0", "--add-modules=jdk.incubator.vector -Xint",
                        "-Xint -Dlanewise.fusion=off");
    }

    @Test
    void aPatternThatMatchesNothingIsWrongUsage() {
        assertThat(determinism("--only", "-Xnone")).isEqualTo(2);
        assertThat(err.toString()).contains("--only -Xnone: matches no setting; --list names them");
    }

    private static Run run(Map<String, String> hashes, String complaint) {
        return new Run(new Setting(List.of("-Xint"), false), hashes, complaint, Duration.ofMillis(1500));
    }

    @Test
    void whatDiffersIsNamedAndIsAFailure() {
        Run first = run(Map.of("A", "1", "B", "2"), "");
        Run other = run(Map.of("A", "1", "B", "3"), "");
        Run failed = run(Map.of(), "java.lang.OutOfMemoryError: Java heap space");
        PrintWriter writer = new PrintWriter(out);

        assertThat(DeterminismCommand.verdict(List.of(first, first, other, failed), 1, writer)).isOne();
        writer.flush();
        assertThat(out.toString().lines()).containsExactly(
                "4 settings, 1 skipped, of which 2 are not as the first:", "    java -Xint: B",
                "    java -Xint: java.lang.OutOfMemoryError: Java heap space");
        assertThat(first.hash()).isNotEqualTo(other.hash());
        assertThat(DeterminismCommand.verdict(List.of(first, first), 0, writer)).isZero();
        assertThat(DeterminismCommand.verdict(List.of(failed), 0, writer)).isOne();
    }

    @Test
    void aSettingThatThisMachineHasNotGotIsSkipped() {
        assertThat(run(Map.of(), "Unrecognized VM option 'UseAVX=0'").isSkipped()).isTrue();
        assertThat(run(Map.of(), "java.lang.UnsupportedOperationException: -Dlanewise.simd=512: 512-bit vectors are "
                + "needed, and this JVM has vectors of at most 256 bits on this CPU").isSkipped()).isTrue();
        assertThat(run(Map.of(), "java.lang.IllegalStateException: A is 1 now, and was 2 at first").isSkipped())
                .isFalse();
    }
}
