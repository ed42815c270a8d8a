package dev.lanewise.bench.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int tables(String json) throws IOException {
        Path file = folder.resolve("results.json");
        Files.writeString(file, json);
        return Main.run(new PrintWriter(out), new PrintWriter(err), "tables", file.toString());
    }

    private static String row(String workload, int threads, String peer, double ours, double theirs) {
        return "{\"workload\": \"" + workload + "\", \"threads\": " + threads + ", \"peer\": \"" + peer
                + "\", \"ours_us\": " + ours + ", \"peer_us\": " + theirs + ", \"ratio\": " + theirs / ours + "}";
    }

    @Test
    void whatWasMeasuredComesAsTables() throws IOException {
        String json = "["
                + String.join(",", row("sgemm 100x100x100 NN", 1, "pytorch", 20, 25),
                        row("sgemm 100x100x100 NN", 1, "fma-ceiling", 20, 10),
                        row("sgemm 100x100x100 NN", 1, "numpy", 20, 30),
                        row("sgemm 100x100x100 NN", 1, "fastest-peer", 20, 25),
                        row("sgemm 100x100x100 NN", 2, "pytorch", 10, 8),
                        row("mlp 784-128-10 B64 sgd", 2, "jax", 150, 330),
                        row("exp 1000", 1, "pytorch", 0.25, 1),
                        row("fn sort rows 1000 [10,100]", 2, "pytorch", 4, 8),
                        row("fn sort rows 1000 [10,100]", 2, "numpy", 4, 5),
                        row("fn sort rows 1000 [10,100]", 2, "fastest-peer", 4, 5),
                        row("fn sort rows 10000000 [10000,1000]", 1, "fastest-peer", 20, 10))
                + "]";

        assertThat(tables(json)).as(err.toString()).isZero();

        assertThat(out.toString().lines())
                .contains("| Products against MKL, through PyTorch | pytorch | mean 1.10, each 0.85 | "
                        + "**missed**: 1.25, 0.80 |")
                .contains("| Training step 784-128-10 B64, 2 threads | jax | each 2.00 | reached: 2.20 |")
                .contains(
                        "| 100x100x100 NN | 20.0 µs | 100 | 0.50 | 25.0 µs | 30.0 µs | 1.25 | 10.0 µs | 8.00 µs |  |  |")
                .contains("| 784-128-10 B64 sgd | 2 | 150 µs |  |  |  | 330 µs |  | 2.20 |")
                .contains("| exp | 0.25 µs (4.00) /  |  /  |  /  |  |")
                .contains("| sort rows | [10,100] [10000,1000] |  / 4.00 µs (1.25 numpy) |  | 20.0 µs (0.50) /  |");
    }

    @Test
    void networksConvolutionsAndMemoryComeAsTables() throws IOException {
        String json = "["
                + String.join(",", row("cnn mnist B64 adam", 1, "pytorch-fused", 20_000, 50_000),
                        row("cnn mnist B64 adam", 1, "jax", 20_000, 100_000),
                        row("cnn mnist B64 adam", 1, "fastest-peer", 20_000, 50_000),
                        row("conv 5x5 64x1x28x28 to 32, forward", 1, "pytorch", 10, 5),
                        row("conv 5x5 64x1x28x28 to 32, forward", 1, "fma-ceiling", 10, 4),
                        row("conv 5x5 64x1x28x28 to 32, forward", 1, "fastest-peer", 10, 5),
                        row("memory cnn mnist B64 adam", 1, "pytorch", 20e6, 40e6).replace("_us", "_bytes"))
                + "]";

        assertThat(tables(json)).as(err.toString()).isZero();

        assertThat(out.toString().lines())
                .contains("| Training step of the MNIST example's network | fastest-peer | each 1.80 | reached: 2.50 |")
                .contains("| Memory of a captured step | pytorch | each 1.43 | reached: 2.00 |")
                .contains("| cnn mnist B64 adam | 1 | 2.50 | 20.0 ms | – | 50.0 ms | – | 100 ms |")
                .contains("| 5x5 64x1x28x28 to 32, forward | 0.50 /  | 10.0 µs /  | 0.40 | 5.00 µs /  |  /  |")
                .contains("| memory cnn mnist B64 adam | pytorch | 2.00 | 20.0 MB | 40.0 MB |");
    }

    @Test
    void sequencesComeAsATableOfTheirOwn() throws IOException {
        String json = "["
                + String.join(",", row("cnn mnist B64 adam", 1, "fastest-peer", 20_000, 50_000),
                        row("lstm 28x28 h128 B64 adam", 2, "pytorch-eager", 5000, 9000),
                        row("lstm 28x28 h128 B64 adam", 2, "jax", 5000, 13_000),
                        row("lstm 28x28 h128 B64 adam", 2, "fastest-peer", 5000, 9000),
                        row("attention memory 1x8x4096x64", 1, "score-matrix", 40e6, 520e6).replace("_us", "_bytes"),
                        row("attention memory 1x8x4096x64", 1, "pytorch", 40e6, 30e6).replace("_us", "_bytes"))
                + "]";

        assertThat(tables(json)).as(err.toString()).isZero();

        assertThat(out.toString().lines())
                .contains(
                        "| Training step of an LSTM and a GRU, 2 threads | fastest-peer | each 1.60 | reached: 1.80 |")
                .contains("| lstm 28x28 h128 B64 adam | 2 | 1.80 | 5000 µs | 9000 µs | – | – | 13.0 ms |", "")
                .contains("| attention memory 1x8x4096x64 | score-matrix | 13.00 | 40.0 MB | 520.0 MB |")
                .contains("| attention memory 1x8x4096x64 | pytorch | 0.75 | 40.0 MB | 30.0 MB |");
    }

    @Test
    void aFileWithNothingToShowIsASentence() throws IOException {
        assertThat(tables("[]")).isOne();

        assertThat(err.toString()).endsWith("results.json: has none of the comparisons that there are tables for\n");
    }
}
