package dev.lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The quick start that {@code .config/launcher.sh} prepares: whatever becomes of it, the program starts and says
 * nothing of it. On a checkout of our own, with a space in its path, and a program of one class.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is for shells")
class LauncherTest {
    private static final String GREETING = "hello";
    private static final String PREPARING = "preparing a quick start (once)…";

    /** Prints the start options as well where SHOW is set, so that a test sees whether the cache is in use. */
    private static final String RUN = """
            set -eu
            . .config/launcher.sh
            JDK=$1
            quick_start examples demo.Main
            [ -z "${SHOW:-}" ] || printf '%s\\n' "${START[@]}"
            exec "$JDK/bin/java" --add-modules jdk.incubator.vector "${START[@]}" ${LANEWISE_JAVA_OPTS:-} demo.Main
            """;

    private static final String PAGES = "set -eu; . .config/launcher.sh; huge_pages \"$1\"; echo \"$PAGES\"";

    @TempDir
    static Path folder;

    private static Path root;
    private static Path target;

    /** A preparation to copy, because the JVM takes seconds for one. */
    private static Path finished;

    private record Result(int exit, List<String> lines) {}

    @BeforeAll
    static void makeCheckout() throws Exception {
        root = Files.createDirectories(folder.resolve("a checkout"));
        target = Files.createDirectories(root.resolve("examples/target"));
        Files.createDirectories(root.resolve(".config"));
        Files.createDirectories(root.resolve("core/target/classes"));
        Files.createDirectories(target.resolve("lib"));
        Files.copy(Path.of("..", ".config", "launcher.sh"), root.resolve(".config/launcher.sh"));
        Files.copy(Path.of("..", ".config", "launcher.sh"), root.resolve("core/target/classes/resource"));
        Path source = Files.writeString(folder.resolve("Main.java"), """
                package demo;
                public class Main {
                    public static void main(String[] args) {
                        System.out.println("hello");
                    }
                }
                """);
        assertThat(run(List.of(jdk().resolve("bin/javac").toString(), "-d", target.resolve("classes").toString(),
                source.toString())).exit()).isZero();
        // any jar will do for a library
        assertThat(run(List.of(jdk().resolve("bin/jar").toString(), "cf", target.resolve("lib/library.jar").toString(),
                "-C", target.resolve("classes").toString(), "demo")).exit()).isZero();
    }

    @BeforeEach
    void forgetThePreparation() throws IOException {
        for (Path prepared : prepared()) {
            try (var files = Files.walk(prepared)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.writeString(target.resolve("launcher-built"), "a build\n");
    }

    @Test
    void itPreparesOnceAndThenStartsWithTheCache() throws Exception {
        assertThat(start().lines()).containsExactly(PREPARING, GREETING);
        assertThat(start().lines()).containsExactly(GREETING);
        assertThat(start("SHOW=1").lines()).contains("-XX:AOTCache=" + cache());
        try (var files = Files.list(target)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("start-new"));
        }
        try (var files = Files.list(prepared().getFirst())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("aot", "learnt", "core.jar", "examples.jar", "library.jar");
        }
    }

    @Test
    void whatWasInterruptedIsDoneAtTheNextStart() throws Exception {
        prepare();
        Files.delete(cache());
        Files.delete(prepared().getFirst().resolve("learnt")); // as an interruption would have left it
        assertThat(start().lines()).containsExactly(PREPARING, GREETING);
        assertThat(cache()).exists();
    }

    @Test
    void aNewBuildHasACacheOfItsOwn() throws Exception {
        prepare();
        Files.writeString(target.resolve("launcher-built"), "another build\n");
        assertThat(start().lines()).containsExactly(PREPARING, GREETING);
        assertThat(prepared()).hasSize(2);
    }

    @Test
    void aMissingTruncatedEmptyOrDamagedCacheCostsTimeOnly() throws Exception {
        prepare();
        byte[] good = Files.readAllBytes(cache());
        for (int at = good.length / 40; at < good.length; at += good.length / 4) {
            try (RandomAccessFile file = new RandomAccessFile(cache().toFile(), "rw")) {
                file.write(good);
                file.seek(at);
                file.write(new byte[256]);
                file.seek(at);
                file.write("damaged".repeat(20).getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(start().lines()).as("damaged at %d", at).containsExactly(GREETING);
        }
        Files.write(cache(), Arrays.copyOf(good, good.length / 2));
        assertThat(start().lines()).containsExactly(GREETING);
        Files.write(cache(), new byte[0]);
        assertThat(start().lines()).containsExactly(GREETING);
        Files.delete(cache());
        assertThat(start().lines()).containsExactly(GREETING);
    }

    @Test
    void aCacheOfOtherJarsOrAnotherSettingOfTheJvmCostsTimeOnly() throws Exception {
        prepare();
        assertThat(start("LANEWISE_JAVA_OPTS=-XX:+UseCompactObjectHeaders").lines()).containsExactly(GREETING);
        assertThat(start("LANEWISE_JAVA_OPTS=-Xshare:off").lines()).containsExactly(GREETING);
        Path jar = prepared().getFirst().resolve("examples.jar");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        assertThat(start().lines()).containsExactly(GREETING);
    }

    @Test
    void whereNothingCanBePreparedTheProgramStartsFromItsClassFiles() throws Exception {
        Path library = target.resolve("lib/library.jar");
        Path away = Files.move(library, folder.resolve("library.jar"));
        try {
            assertThat(start().lines()).containsExactly(GREETING);
            assertThat(prepared()).isEmpty();
        } finally {
            Files.move(away, library);
        }
    }

    @Test
    void twoThatStartAtTheSameTimeBothRun() throws Exception {
        Process first = begin();
        Process second = begin();
        assertThat(end(first).lines()).endsWith(GREETING);
        assertThat(end(second).lines()).endsWith(GREETING);
        assertThat(start().lines()).containsExactly(GREETING);
        assertThat(prepared()).hasSize(1);
    }

    @Test
    void theOptionsForAQuickStartAreOnesThatTheJvmTakes() throws Exception {
        Path options = Path.of("quick-start.args").toAbsolutePath();
        Result result = run(List.of(jdk().resolve("bin/java").toString(), "@" + options,
                "-XX:+PrintFlagsFinal", "-classpath", target.resolve("classes").toString(), "demo.Main"));
        assertThat(result.exit()).isZero();
        assertThat(result.lines())
                .contains(GREETING)
                .anyMatch(line -> line.matches(".* Tier4BackEdgeThreshold += 4000000 .*"))
                .noneMatch(line -> line.startsWith("CompileCommand")); // which would be a complaint
        assertThat(Files.readString(options)).contains("dev.lanewise.kernels.simd.*::*");
        assertThat(Path.of("../core/src/main/java/dev/lanewise/kernels/simd")).as("the package named").isDirectory();
    }

    @Test
    void hugePagesAreAskedForWhereTheKernelGivesThemAndNobodyHasSaidOtherwise() throws Exception {
        String asked = "-XX:+UseTransparentHugePages";
        boolean linux = OS.LINUX.isCurrentOs();
        for (String setting : List.of("always [madvise] never", "[always] madvise never")) {
            assertThat(pages(setting)).as(setting).isEqualTo(linux ? asked : "");
        }
        assertThat(pages("always madvise [never]")).isEmpty();
        assertThat(pages("")).isEmpty();
        assertThat(pages("[madvise]", "LANEWISE_JAVA_OPTS=-Xmx1g -XX:-UseTransparentHugePages")).isEmpty();
        assertThat(pages("[madvise]", "JDK_JAVA_OPTIONS=-XX:+UseLargePages")).isEmpty();
        Files.delete(folder.resolve("enabled"));
        assertThat(end(process(PAGES))).isEqualTo(new Result(0, List.of("")));
        if (linux) {
            assertThat(run(List.of(jdk().resolve("bin/java").toString(), asked, "-cp",
                    target.resolve("classes").toString(), "demo.Main")).lines()).containsExactly(GREETING);
        }
    }

    /** What the launcher asks for where the kernel's setting is this. */
    private static String pages(String setting, String... variables) throws Exception {
        Files.writeString(folder.resolve("enabled"), setting);
        Result result = end(process(PAGES, variables));
        assertThat(result.exit()).isZero();
        return String.join(" ", result.lines());
    }

    private static Process process(String script, String... variables) throws IOException {
        return process(List.of("bash", "-c", script, "launcher", folder.resolve("enabled").toString()), variables);
    }

    /** Leaves what a first start leaves, times of the files included, which the JVM compares. */
    private static void prepare() throws Exception {
        if (finished == null) {
            assertThat(start().lines()).containsExactly(PREPARING, GREETING);
            finished = folder.resolve("finished").resolve(prepared().getFirst().getFileName());
            copy(prepared().getFirst(), finished);
        } else {
            copy(finished, target.resolve(finished.getFileName()));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static List<Path> prepared() throws IOException {
        try (var files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().startsWith("start-")).toList();
        }
    }

    private static Path cache() throws IOException {
        return prepared().getFirst().resolve("aot");
    }

    private static Path jdk() {
        return Path.of(System.getProperty("java.home"));
    }

    private static Result start(String... variables) throws Exception {
        return end(begin(variables));
    }

    private static Process begin(String... variables) throws IOException {
        return process(List.of("bash", "-c", RUN, "launcher", jdk().toString()), variables);
    }

    private static Result run(List<String> command) throws Exception {
        return end(process(command));
    }

    private static Process process(List<String> command, String... variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().keySet()
                .removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "LANEWISE_JAVA_OPTS"));
        for (String variable : variables) {
            builder.environment().put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }
        return builder.start();
    }

    /** What it printed, but for the JVM's own notice that an incubator module is in use. */
    private static Result end(Process process) throws IOException, InterruptedException {
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines().filter(line -> !line.contains("Using incubator modules")).toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), lines);
    }
}
