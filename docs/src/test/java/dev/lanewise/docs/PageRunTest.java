package dev.lanewise.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a page is found, and said with its line. */
class PageRunTest {
    @TempDir
    private Path folder;

    private Page page(String text) throws Exception {
        return Page.read(Files.writeString(folder.resolve("page.md"), text));
    }

    private ThrowingCallable block(Page page, int number) {
        PageRun run = new PageRun(page, folder.resolve("run"), folder);
        return () -> run.check(page.java().get(number));
    }

    @Test
    void blocksOfAPageShareASessionAndAFolder() throws Exception {
        Page page = page("""
                ```java
                Tensor x = Tensor.of(1, 2); // no import
                int twice(int n) {
                    return 2 * n;
                }
                Files.writeString(Path.of("left.txt"), "left");
                ```
                and
                ```java
                IO.println(twice(x.size()) + " " + Files.readString(Path.of("left.txt")));
                System.out.println(Files.exists(Path.of("seven.png")) + " " + System.nanoTime());
                ```

                ```text
                4 left
                true …
                ```
                """);
        assertThat(page.java()).hasSize(2);
        assertThatCode(block(page, 0)).doesNotThrowAnyException();
        assertThatCode(block(page, 1)).doesNotThrowAnyException();
        assertThat(Path.of("left.txt")).doesNotExist();
    }

    @Test
    void otherOutputIsAFailure() throws Exception {
        assertThatThrownBy(block(page("# A\n```java\nIO.println(2);\n```\n```text\n3\n```\n"), 0))
                .hasMessageContaining("page.md:3 prints").hasMessageContaining("the page says");
    }

    @Test
    void codeThatDoesNotCompileIsNamedWithItsLine() throws Exception {
        assertThatThrownBy(block(page("# A\n```java\nint a = 1;\n\nint b = a +\n        c;\n```\n"), 0))
                .hasMessage("page.md:6: cannot find symbol; symbol:   variable c; location: class");
        assertThatThrownBy(block(page("```java\nvoid f() {\n```\n"), 0))
                .hasMessageContaining("page.md:2");
    }

    @Test
    void codeThatThrowsIsNamedWithItsLineAndWhatFollowsIsNotRun() throws Exception {
        Page page = page("""
                ```java
                int a = 1;
                for (int i = 0; i < 1; i++) {
                    Tensor.of(1, 2).reshape(3);
                }
                ```
                ```java
                IO.println(a);
                ```
                """);
        assertThatThrownBy(block(page, 0))
                .hasMessageMatching("(?s)page\\.md:3: java\\.lang\\.IllegalArgumentException: reshape.*");
        assertThatThrownBy(block(page, 1)).hasMessageMatching("(?s)page\\.md:8 was not run.*");
    }

    @Test
    void whatIsNowhereDefinedIsFound() throws Exception {
        assertThatThrownBy(block(page("```java\nint a = 1;\n\nint f() {\n    return g();\n}\n```\n"), 0))
                .hasMessage("page.md:4: uses what the page does not define: method g()");
    }

    @Test
    void dotsStandForWhatDiffers() {
        assertThat(PageRun.isPrinted("a … c\n…\nd\n", "a b c\nx\ny\nd \n")).isTrue();
        assertThat(PageRun.isPrinted("a\n", "a\nb\n")).isFalse();
        assertThat(PageRun.isPrinted("a.c\n", "abc\n")).isFalse();
        assertThat(PageRun.isPrinted("", "")).isTrue();
    }
}
