package dev.lanewise.bench.determinism;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
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

    private static final Setting INTERPRETER = new Setting(List.of("-Xint"), false);
    private static final Duration TIME = Duration.ofMillis(1500);

    private static Run failed(String complaint) {
        return new Run(INTERPRETER, Map.of(), complaint, TIME);
    }

    /** A run that has printed a hash of each of these parts. */
    private static Run ended(Collection<Part> parts, String hash) {
        return Run.ended(INTERPRETER, parts.stream().map(part -> part + " " + hash + "\n").collect(joining()), TIME);
    }

    @Test
    void whatDiffersIsNamedAndIsAFailure() {
        Run first = ended(EnumSet.allOf(Part.class), "1");
        Map<Part, String> hashes = new EnumMap<>(first.hashes());
        hashes.put(Part.ROWS, "2");
        Run other = new Run(INTERPRETER, hashes, "", TIME);
        Run failed = failed("java.lang.OutOfMemoryError: Java heap space");
        PrintWriter writer = new PrintWriter(out);

        assertThat(DeterminismCommand.verdict(List.of(first, first, other, failed), 1, writer)).isOne();
        writer.flush();
        assertThat(out.toString().lines()).containsExactly(
                "4 settings, 1 skipped, of which 2 are not as the first:", "    java -Xint: ROWS",
                "    java -Xint: java.lang.OutOfMemoryError: Java heap space");
        assertThat(first.hash()).isNotEqualTo(other.hash());
        assertThat(DeterminismCommand.verdict(List.of(first, first), 0, writer)).isZero();
        assertThat(DeterminismCommand.verdict(List.of(failed), 0, writer)).isOne();
        assertThat(DeterminismCommand.verdict(List.of(failed, first), 0, writer)).isOne();
    }

    @Test
    void whoPrintsNothingOrOnlySomePartsHasFailed() {
        Run whole = ended(EnumSet.allOf(Part.class), "1");
        Run silent = ended(List.of(), "1");
        Run some = ended(EnumSet.complementOf(EnumSet.of(Part.TRAINING)), "1");
        PrintWriter writer = new PrintWriter(out);

        assertThat(silent.complaint()).startsWith("it ended without a hash of [PRODUCTS, ");
        assertThat(some.complaint()).isEqualTo("it ended without a hash of [TRAINING]");
        for (Run run : List.of(silent, some)) {
            assertThat(DeterminismCommand.verdict(List.of(whole, run), 0, writer)).isOne();
            assertThat(DeterminismCommand.verdict(List.of(run, run), 0, writer)).isOne();
            assertThat(run.isSkipped()).isFalse();
        }
    }

    @Test
    void whatTheJvmSaysOnTheSameStreamIsNoPart() {
        Run whole = ended(EnumSet.allOf(Part.class), "1");
        String parts = whole.hashes().keySet().stream().map(part -> part + " 1\n").collect(joining());

        Run warned = Run.ended(INTERPRETER, "[0.010s][warning][gc] low memory\n\nword\n" + parts + "[warning]\n", TIME);

        assertThat(warned.hashes()).isEqualTo(whole.hashes());
        assertThat(DeterminismCommand.verdict(List.of(whole, warned), 0, new PrintWriter(out))).isZero();
    }

    @Test
    void aSettingThatThisMachineHasNotGotIsSkipped() {
        assertThat(failed("Unrecognized VM option 'UseAVX=0'").isSkipped()).isTrue();
        assertThat(failed("java.lang.UnsupportedOperationException: -Dlanewise.simd=512: 512-bit vectors are "
                + "needed, and this JVM has vectors of at most 256 bits on this CPU").isSkipped()).isTrue();
        assertThat(failed("java.lang.IllegalStateException: A is 1 now, and was 2 at first").isSkipped())
                .isFalse();
    }
}
