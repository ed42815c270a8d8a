package dev.lanewise.bench.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ChartsCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int charts(String json, Path target) throws IOException {
        Path file = folder.resolve("results.json");
        Files.writeString(file, json);
        return Main.run(new PrintWriter(out), new PrintWriter(err), "charts", file.toString(), target.toString());
    }

    private static String row(String workload, String peer) {
        return "{\"workload\": \"" + workload + "\", \"threads\": 2, \"peer\": \"" + peer
                + "\", \"ours_us\": 2, \"peer_us\": 3, \"ratio\": 1.5}";
    }

    @Test
    void eachGroupThatWasMeasuredIsDrawn() throws IOException {
        Path target = folder.resolve("new/charts");
        String json = "["
                + String.join(",", row("sgemm 64x64x64 NN", "pytorch"), row("sgemm 128x128x128 NN", "pytorch"),
                        row("mlp 784-128-10 B64 sgd", "jax"), row("mlp 784-32-10 B1 sgd", "jax"),
                        row("exp 1000", "pytorch"), row("cnn mnist B64 adam", "fastest-peer"),
                        row("pool max 2x2 [32,64,56,56]", "fastest-peer"),
                        row("gru 28x28 h128 B64 adam", "fastest-peer"))
                + "]";

        assertThat(charts(json, target)).as(err.toString()).isZero();

        assertThat(target.toFile().list()).containsExactlyInAnyOrder(
                "products-pytorch.svg", "products-gigaflops.svg", "steps-jax.svg", "elementwise-pytorch-1000.svg",
                "networks-fastest.svg", "norms-fastest.svg", "sequences-fastest.svg");
        assertThat(target.resolve("steps-jax.svg")).content().contains("<svg").contains("</svg>")
                .doesNotContainPattern("\\.\\d{3}");
        assertThat(out.toString().lines()).hasSize(7);
    }

    @Test
    void aFileInPlaceOfTheFolderIsASentence() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(charts("[" + row("mlp 784-128-10 B64 sgd", "jax") + "]", file)).isOne();

        assertThat(err.toString()).startsWith("error: " + file + ": no charts can be written there (").hasLineCount(1);
    }

    @Test
    void aFileWithNothingToDrawIsASentence() throws IOException {
        assertThat(charts("[]", folder)).isOne();

        assertThat(err.toString()).endsWith("results.json: has none of the comparisons that are drawn\n");
    }

    @Test
    void anotherFileIsASentence() throws IOException {
        assertThat(charts("{}", folder)).isOne();

        assertThat(err.toString()).startsWith("error: ")
                .contains("results.json: is not a file of bench/run peers --json");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "names have no such characters there")
    void whatSteersATerminalIsShownAsEscapes() throws IOException {
        Path strange = Files.createDirectory(folder.resolve("a\u001b[2J\nb"));

        assertThat(charts("[]", strange)).isOne();
        assertThat(charts("[" + row("mlp 784-128-10 B64 sgd", "jax") + "]", strange)).isZero();
        for (String command : List.of("charts", "tables")) {
            assertThat(Main.run(new PrintWriter(out), new PrintWriter(err), command, strange + "/none.json", "d"))
                    .isNotZero();
        }
        assertThat(Main.run(new PrintWriter(out), new PrintWriter(err), "peers", "--only", "x", "--json",
                strange.toString())).isNotZero();

        assertThat(out + "" + err).doesNotContain("\u001b").contains("a\\u001b[2J\\nb");
        assertThat(err.toString()).hasLineCount(4);
        assertThat(out.toString()).hasLineCount(1);
    }
}
