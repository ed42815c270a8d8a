package dev.lanewise.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The commands that pages name exist: launchers, their programs, the options, modules and tests. The records of
 * decisions in {@code docs/adr} are left alone: theirs are the commands of their time, as are their numbers.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launchers are for shells")
class CommandsTest {
    private final Map<List<String>, String> help = new HashMap<>();

    private static List<Command> commands() throws IOException {
        List<Command> commands = new ArrayList<>();
        for (Page page : Page.all()) {
            if (!page.at(1).startsWith("docs/adr/")) {
                commands.addAll(Command.of(page));
            }
        }
        return commands;
    }

    /** The commands of one launcher, under the places where pages name them: each of the same words once. */
    @TestFactory
    Stream<DynamicTest> launchersKnowThem() throws IOException {
        Map<String, Command> tests = new TreeMap<>();
        for (Command command : commands()) {
            if (command.program().endsWith("/run")) {
                tests.putIfAbsent(String.join(" ", command.words()), command);
            }
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests.values().stream()
                .map(command -> DynamicTest.dynamicTest(command.toString(), () -> checkLauncher(command)));
    }

    private void checkLauncher(Command command) throws IOException, InterruptedException {
        Path launcher = Page.ROOT.resolve(command.program());
        assertThat(launcher).as("%s", command).isExecutable();
        List<String> options = command.arguments().stream().filter(word -> word.startsWith("--"))
                .map(word -> word.replaceFirst("=.*", "")).toList();
        String first = command.arguments().isEmpty() ? "" : command.arguments().getFirst();
        boolean named = first.matches("[a-z][a-z0-9-]*");
        if (command.program().equals(".ci/run")) {
            assertThat(command.arguments()).as("%s", command).isEmpty();
            return;
        }
        String overview = help(List.of("bash", launcher.toString(), "--help"));
        if (named) {
            assertThat(overview).as("%s: its help", command).containsPattern("\\b" + Pattern.quote(first) + "\\b");
        } else if (first.matches("[A-Z]\\w*")) {
            assertThat(isBenchmark(first)).as("%s: a benchmark of this name", command).isTrue();
        }
        String main = "dev.lanewise." + command.program().replace("/run", "") + ".Main";
        String known = named && !options.isEmpty()
                ? help(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        System.getProperty("java.class.path"), main, first, "--help"))
                : overview;
        for (String option : options) {
            assertThat(known).as("%s: the help", command)
                    .containsPattern("(?<![\\w-])--(\\[no-\\])?" + Pattern.quote(option.substring(2)) + "(?![\\w-])");
        }
    }

    private static boolean isBenchmark(String part) throws IOException {
        try (Stream<Path> files = Files.walk(Page.ROOT.resolve("bench/src/main/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .anyMatch(name -> name.endsWith("Benchmark.java") && name.contains(part));
        }
    }

    /** What a program prints about itself. */
    private String help(List<String> command) throws IOException, InterruptedException {
        String known = help.get(command);
        if (known == null) {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            known = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", command, known).isZero();
            help.put(command, known);
        }
        return known;
    }

    @Test
    void mavenKnowsThem() throws IOException {
        String poms = Files.readString(Page.ROOT.resolve("pom.xml"))
                + Files.readString(Page.ROOT.resolve("core/pom.xml"));
        List<Command> commands = commands().stream().filter(command -> command.program().matches("mvn|\\./mvnw"))
                .toList();
        assertThat(commands).hasSizeGreaterThan(10);
        for (Command command : commands) {
            List<String> arguments = command.arguments();
            for (int i = 0; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                if (argument.equals("-pl") && i + 1 < arguments.size()) {
                    for (String module : arguments.get(i + 1).split(",")) {
                        assertThat(Page.ROOT.resolve(module).resolve("pom.xml")).as("%s", command).exists();
                    }
                } else if (argument.startsWith("-P")) {
                    assertThat(poms).as("%s: a profile", command).contains("<id>" + argument.substring(2) + "</id>");
                } else if (argument.startsWith("-Dtest=")) {
                    String name = argument.substring("-Dtest=".length());
                    if (name.equals("TEXT")) {
                        continue; // a pattern
                    }
                    assertThat(isTest(name)).as("%s: a test of this name", command).isTrue();
                }
            }
        }
    }

    private static boolean isTest(String name) throws IOException {
        try (Stream<Path> modules = Files.list(Page.ROOT)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java")).filter(Files::exists).toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    if (files.anyMatch(file -> file.getFileName().toString().equals(name + ".java"))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
