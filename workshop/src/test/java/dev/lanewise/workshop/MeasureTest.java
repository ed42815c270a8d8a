package dev.lanewise.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.workshop.measure.ProductBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code workshop/run measure} does before it measures; a measurement takes too long for a test. */
class MeasureTest {
    private static final String FAST = """
            package chapter15;

            public final class Fast {
                public static void naive(int m, int k, int n, float[] a, float[] b, float[] c) {
                    %s
                }
            }
            """;

    @TempDir
    Path folder;

    @AfterEach
    void forgetTheFolder() {
        System.clearProperty(ProductBenchmark.CLASSES);
    }

    @Test
    void anExerciseThatDoesNotCompileIsNotMeasured() {
        Checkout checkout = new Checkout(folder);
        checkout.write("workshop/checks/chapter15/FastCheck.java", "package chapter15;\n");
        checkout.write("workshop/exercises/chapter15/Fast.java", FAST.formatted("int x = ;"));
        assertThat(checkout.run("measure")).isEqualTo(1);
        assertThat(checkout.out()).contains("chapter15/Fast.java:5: error: illegal start of expression")
                .contains("next: make it compile, then workshop/run check 15");
    }

    @Test
    void aHoleIsTheReasonWhyAProductIsNotMeasured() throws Exception {
        assertThatThrownBy(() -> prepare("throw dev.lanewise.workshop.Hole.fill(\"add up\");"))
                .isInstanceOf(Hole.class);
        assertThat(folder.resolve(ProductBenchmark.REASON)).hasContent("not yet: add up");
    }

    @Test
    void aWrongProductIsNotMeasured() throws Exception {
        assertThatThrownBy(() -> prepare("c[0] = 1e9f;")).isInstanceOf(RuntimeException.class);
        assertThat(Files.readString(folder.resolve(ProductBenchmark.REASON)))
                .startsWith("row 0, column 0 of a product is 1.0E9, expected ");
    }

    @Test
    void anExceptionIsTheReasonWhyAProductIsNotMeasured() throws Exception {
        assertThatThrownBy(() -> prepare("c[-1] = 0;")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(folder.resolve(ProductBenchmark.REASON))
                .hasContent(
                        "it throws java.lang.ArrayIndexOutOfBoundsException: Index -1 out of bounds for length 1517");
    }

    @Test
    void aRightProductIsMeasured() {
        assertThatCode(() -> prepare("""
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        for (int p = 0; p < k; p++) {
                            c[i * n + j] += a[i * k + p] * b[p * n + j];
                        }
                    }
                }
                """)).doesNotThrowAnyException();
        assertThat(folder.resolve(ProductBenchmark.REASON)).doesNotExist();
    }

    private void prepare(String body) throws Exception {
        Path source = Files.writeString(folder.resolve("Fast.java"), FAST.formatted(body));
        List<String> problems = new Compiler(System.getProperty("java.class.path"))
                .compile(List.of(source), folder, Path::toString);
        assertThat(problems).isEmpty();
        System.setProperty(ProductBenchmark.CLASSES, folder.toString());
        new ProductBenchmark().prepare();
    }
}
