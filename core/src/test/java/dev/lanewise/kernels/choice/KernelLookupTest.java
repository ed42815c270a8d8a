package dev.lanewise.kernels.choice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.ChildJvm;
import dev.lanewise.tensor.AddTwice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test starts a JVM of its own, since the choice is made once a JVM. */
class KernelLookupTest {
    private static final String FLAG = "--add-modules=jdk.incubator.vector";
    private static final String SCALAR = "Lanewise computes with its scalar kernels";

    @Test
    void withoutTheModuleScalarKernelsServeAndOneLineNamesTheFlag() throws Exception {
        List<String> output = onClassPath();
        assertThat(output).filteredOn(line -> line.equals("scalar")).hasSize(2);
        assertThat(output)
                .filteredOn(line -> line.contains("Lanewise"))
                .singleElement()
                .asString()
                .contains(SCALAR)
                .contains("--add-modules jdk.incubator.vector");
    }

    @Test
    void withTheModuleSimdKernelsServeInSilence() throws Exception {
        assertThat(onClassPath(FLAG)).hasSize(2).allMatch(line -> line.startsWith("simd-"));
    }

    @Test
    void withTheModuleSimdKernelsServeOnTheModulePathToo() throws Exception {
        List<String> output = ChildJvm.java(List.of(
                FLAG,
                "-Dlanewise.simd=required",
                "--module-path",
                ChildJvm.folderOf("/dev/lanewise/kernels/Kernels.class"),
                "--patch-module",
                "dev.lanewise=" + ChildJvm.folderOf("/dev/lanewise/kernels/choice/ActiveKernels.class"),
                "--module",
                "dev.lanewise/dev.lanewise.kernels.choice.ActiveKernels"));
        assertThat(output).hasSize(2).allMatch(line -> line.startsWith("simd-"));
    }

    @Test
    void theEngineTellsWhatWasChosenAndWhy() throws Exception {
        assertThat(ChildJvm.onClassPath(EngineReport.class, FLAG, "-Dlanewise.simd=128"))
                .containsExactly("simd-128", "Lanewise computes with its simd-128 kernels");
        assertThat(ChildJvm.onClassPath(EngineReport.class, "-Dlanewise.simd=off"))
                .containsExactly("scalar", SCALAR + ": -Dlanewise.simd=off");
        assertThat(ChildJvm.onClassPath(EngineReport.class, "-Dlanewise.simd=fast"))
                .containsExactly("-Dlanewise.simd=fast: expected auto, off, required, 128, 256 or 512");
    }

    @Test
    void offIsSilent() throws Exception {
        assertThat(onClassPath("-Dlanewise.simd=off")).containsExactly("scalar", "scalar");
    }

    @Test
    void aWidthIsForced() throws Exception {
        assertThat(onClassPath(FLAG, "-Dlanewise.simd=128")).containsExactly("simd-128", "simd-128");
    }

    @Test
    void aWidthTheJvmDoesNotHaveIsRefusedEachTime() throws Exception {
        String refusal = "java.lang.UnsupportedOperationException: -Dlanewise.simd=512: 512-bit vectors are needed, "
                + "and this JVM has vectors of at most 128 bits on this CPU";
        assertThat(onClassPath(FLAG, "-Dlanewise.simd=512", "-XX:MaxVectorSize=16")).containsExactly(refusal, refusal);
    }

    @Test
    void requiredWithoutTheModuleThrows() throws Exception {
        assertThat(onClassPath("-Dlanewise.simd=required"))
                .hasSize(2)
                .allMatch(line -> line.startsWith("java.lang.UnsupportedOperationException: -Dlanewise.simd=required: "
                        + "the module jdk.incubator.vector is missing"));
    }

    @Test
    void anUnknownSettingIsNamed() throws Exception {
        String refusal = "java.lang.IllegalArgumentException: -Dlanewise.simd=fast: "
                + "expected auto, off, required, 128, 256 or 512";
        assertThat(onClassPath("-Dlanewise.simd=fast")).containsExactly(refusal, refusal);
    }

    @Test
    void aTensorOpIsRefusedEachTimeToo() throws Exception {
        String refusal = "java.lang.IllegalArgumentException: -Dlanewise.simd=fast: "
                + "expected auto, off, required, 128, 256 or 512";
        assertThat(ChildJvm.onClassPath(AddTwice.class, "-Dlanewise.simd=fast")).containsExactly(refusal, refusal);
        assertThat(ChildJvm.onClassPath(AddTwice.class, "-Dlanewise.simd=off")).containsExactly("3.0", "3.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "-XX:TieredStopAtLevel=0", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=2", "-XX:TieredStopAtLevel=3",
        "-XX:-EnableVectorSupport", "-XX:-UseCompiler", "-XX:CompilationMode=quick-only", "-Xint"
    })
    void withoutTheC2CompilerScalarKernelsServe(String option) throws Exception {
        assertThat(onClassPath(FLAG, "-XX:+UnlockExperimentalVMOptions", option))
                .contains("scalar")
                .anyMatch(line -> line.contains(SCALAR));
    }

    @Test
    void withoutTheManagementModuleTheCommandLineTellsThatC2IsMissing() throws Exception {
        assertThat(onClassPath(
                "--limit-modules", "jdk.incubator.vector", "--add-modules", "jdk.incubator.vector",
                "-XX:TieredStopAtLevel=2"))
                .contains("scalar")
                .anyMatch(line -> line.contains("-XX:TieredStopAtLevel=2"));
    }

    private static List<String> onClassPath(String... options) throws Exception {
        return ChildJvm.onClassPath(ActiveKernels.class, options);
    }
}
