package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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
        List<String> output = java(List.of(
                FLAG,
                "-Dlanewise.simd=required",
                "--module-path",
                folderOf("/dev/lanewise/kernels/Kernels.class"),
                "--patch-module",
                "dev.lanewise=" + folderOf("/dev/lanewise/kernels/ActiveKernels.class"),
                "--module",
                "dev.lanewise/dev.lanewise.kernels.ActiveKernels"));
        assertThat(output).hasSize(2).allMatch(line -> line.startsWith("simd-"));
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
        assertThat(run("dev.lanewise.tensor.AddTwice", "-Dlanewise.simd=fast"))
                .containsExactly(refusal, refusal);
        assertThat(run("dev.lanewise.tensor.AddTwice", "-Dlanewise.simd=off")).containsExactly("3.0", "3.0");
    }

    @Test
    void withoutTheC2CompilerScalarKernelsServe() throws Exception {
        assertThat(onClassPath(FLAG, "-XX:TieredStopAtLevel=1"))
                .contains("scalar")
                .anyMatch(line -> line.contains(SCALAR) && line.contains("C2"));
    }

    private static List<String> onClassPath(String... options) throws Exception {
        return run("dev.lanewise.kernels.ActiveKernels", options);
    }

    private static List<String> run(String program, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add("-cp");
        arguments.add(folderOf("/dev/lanewise/kernels/Kernels.class") + System.getProperty("path.separator")
                + folderOf("/dev/lanewise/kernels/ActiveKernels.class"));
        arguments.add(program);
        return java(arguments);
    }

    /** The lines a JVM prints, but for its own remark that an incubator module is in use. */
    private static List<String> java(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output.lines()
                .filter(line -> !line.contains("Using incubator modules"))
                .toList();
    }

    /** The root of the class files that a resource of ours belongs to: main and test classes lie in different ones. */
    private static String folderOf(String resource) throws URISyntaxException {
        URI uri = Objects.requireNonNull(KernelLookupTest.class.getResource(resource), resource).toURI();
        Path path = Path.of(uri);
        return path.getRoot().resolve(path.subpath(0, path.getNameCount() - 4)).toString();
    }
}
