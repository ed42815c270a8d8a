package dev.lanewise.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each block of Java in each page runs, after those above it, and prints what the page says. */
class PagesTest {
    /** Others would be blocks that nobody runs or builds. */
    private static final Set<String> LANGUAGES = Set.of("java", "text", "xml", "kotlin", "python", "sh");

    @TempDir
    static Path folder;

    private static Path solutions;

    /** Pages of the workshop use the classes that a participant has written by then. */
    @BeforeAll
    static void compileTheSolutions() throws IOException {
        solutions = Files.createDirectories(folder.resolve("solutions"));
        Path sources = Page.ROOT.resolve("workshop/solutions");
        if (!Files.exists(sources)) {
            return; // a page that needs one fails
        }
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "--add-modules",
                "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"), "-d", solutions.toString()));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .as("the compiler's status for the solutions").isZero();
    }

    @TestFactory
    Stream<DynamicNode> theJavaOfThePagesRuns() throws IOException {
        List<DynamicNode> tests = new ArrayList<>();
        for (Page page : Page.all()) {
            PageRun run = new PageRun(page, folder.resolve("page" + tests.size()), solutions);
            for (Page.Block block : page.java()) {
                tests.add(DynamicTest.dynamicTest(page.at(block.line()), () -> run.check(block)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(3);
        return tests.stream();
    }

    @Test
    void blocksNameTheirLanguage() throws IOException {
        for (Page page : Page.all()) {
            for (Page.Block block : page.blocks()) {
                assertThat(LANGUAGES).as(page.at(block.line() - 1)).contains(block.language());
            }
        }
    }

    /** The build makes a project of the README's (core/src/it/readme); another would be built by nobody. */
    @Test
    void noOtherPageThanTheReadmeHasAProject() throws IOException {
        for (Page page : Page.all()) {
            long projects = page.blocks().stream().filter(block -> block.code().contains("<project")).count();
            assertThat(projects).as(page.at(1)).isEqualTo(page.at(1).equals("README.md:1") ? 1 : 0);
        }
    }

    @Test
    void theFirstProgramIsShort() throws IOException {
        assertThat(Page.read(Page.ROOT.resolve("README.md")).java().getFirst().code().lines())
                .hasSizeLessThanOrEqualTo(15);
    }
}
