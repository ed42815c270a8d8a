package dev.lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/run jshell}, on a checkout of our own, which links to what this build has made. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is for shells")
class JshellTest {
    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void makeCheckout() throws IOException {
        root = folder.resolve("a checkout");
        Files.createDirectories(root.resolve(".config"));
        for (String module : List.of("core", "gpu", "board", "zoo", "examples")) {
            Files.createDirectories(root.resolve(module).resolve("src/main"));
            Files.createDirectories(root.resolve(module).resolve("target"));
            Files.createFile(root.resolve(module).resolve("pom.xml"));
            Files.createSymbolicLink(root.resolve(module).resolve("target/classes"),
                    Path.of("..").resolve(module).resolve("target/classes").toRealPath());
        }
        Files.createFile(root.resolve("pom.xml"));
        Files.copy(Path.of("..", ".config", "launcher.sh"), root.resolve(".config/launcher.sh"));
        Files.copy(Path.of("run"), root.resolve("examples/run"));
        Files.copy(Path.of("start.jsh"), root.resolve("examples/start.jsh"));
        Files.writeString(root.resolve("examples/target/launcher-built"), "a build\n"); // newer than all sources
    }

    /** JUnit would warn of links out of its folder. */
    @AfterEach
    void removeTheLinks() throws IOException {
        for (String module : List.of("core", "gpu", "board", "zoo", "examples")) {
            Files.delete(root.resolve(module).resolve("target/classes"));
        }
    }

    /** What a session prints whose snippets are in a file. */
    private List<String> session(String javaOptions, String snippets) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("snippets.jsh"), snippets + "\n/exit\n");
        ProcessBuilder builder = new ProcessBuilder(List.of("bash", root.resolve("examples/run").toString(), "jshell",
                file.toString())).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LANEWISE_JAVA_OPTS", javaOptions);
        Process process = builder.redirectInput(Path.of("/dev/null").toFile()).start();
        List<String> lines = new ArrayList<>(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines().filter(line -> !line.contains("Using incubator modules")).toList());
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as("%s", lines).isZero();
        return lines;
    }

    @Test
    void lanewiseIsThereWithoutImports() throws Exception {
        assertThat(session("", """
                Tensor x = random.normal(2, 3);
                show(new Linear(3, 4, random).forward(x).relu().shape());
                show(Losses.mse(x, x).item() + " " + List.of(1));
                show(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
                """)).containsExactly("[2, 4]", "0.0 [1]", "true");
    }

    @Test
    void optionsOfTheJvmReachTheSession() throws Exception {
        assertThat(session("-Dlanewise.threads=1 -Dlanewise.simd=off", """
                show(System.getProperty("lanewise.simd") + " " + dev.lanewise.parallel.Parallel.threads());
                """)).containsExactly("off 1");
    }
}
