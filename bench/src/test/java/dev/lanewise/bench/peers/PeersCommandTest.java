package dev.lanewise.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.Main;
import dev.lanewise.bench.worker.TestData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersCommandTest {
    private static final String SUM = "^sum 1000, 1 thread$";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int peers(String... args) {
        List<String> words = new ArrayList<>(List.of("peers"));
        words.addAll(List.of(args));
        return Main.run(new PrintWriter(out), new PrintWriter(err), words.toArray(String[]::new));
    }

    @Test
    void aPeerWhoseResultAgreesIsComparedInTableAndFile() throws IOException {
        Path json = folder.resolve("out.json");
        Path python = FakePeer.answering(folder, sumOf1000());

        int status = peers("--only", SUM, "--rounds", "1", "--python", python.toString(), "--json", json.toString());

        assertThat(err.toString()).contains("found: Fake 1.0");
        assertThat(status).isZero();
        List<Row> rows = ResultFile.read(json);
        assertThat(rows).extracting(Row::peer).containsExactly("pytorch", "lanewise-eager", "lanewise-captured");
        assertThat(rows.getFirst()).satisfies(row -> {
            assertThat(row.workload()).isEqualTo("sum 1000");
            assertThat(row.threads()).isOne();
            assertThat(row.theirs()).isEqualTo(7);
        });
        assertThat(out.toString())
                .contains("Elementwise, sum, softmax at 1,000 elements, pytorch")
                .contains("goal: each >= 4.00")
                .contains("3 comparisons, 1 rounds")
                .contains("written to " + json);
        assertThat(folder).isDirectoryNotContaining("glob:**/*.tmp");
    }

    /** (Σ x)² of the data of all workers. */
    private static String sumOf1000() {
        double sum = 0;
        for (float value : TestData.uniform(1, 1000)) {
            sum += value;
        }
        return "" + sum * sum;
    }

    @Test
    void aPeerWhoseResultDiffersIsNotCompared() throws IOException {
        int status = peers("--only", SUM, "--quick", "--python", FakePeer.answering(folder, "1.5").toString());

        assertThat(status).isZero();
        assertThat(err.toString())
                .contains("pytorch is skipped for sum 1000, 1 thread: its result is 1.5, Lanewise's is ");
        assertThat(out.toString()).contains("2 comparisons");
    }

    @Test
    void theMachinesLimitsAreShownThoughTheyComputeNothing() throws IOException {
        Path json = folder.resolve("out.json");

        int status = peers("--only", "^sgemm 32x32x32 NN, 1 thread$", "--quick", "--json", json.toString());

        assertThat(status).as(err.toString()).isZero();
        assertThat(ResultFile.read(json)).extracting(Row::peer).contains("fma-ceiling");
    }

    @Test
    void aMissingInterpreterIsSkippedWithASentence() {
        int status = peers("--only", SUM, "--quick", "--python", folder.resolve("none").toString());

        assertThat(status).isZero();
        assertThat(err.toString()).containsOnlyOnce("PyTorch is skipped: it cannot be started");
        assertThat(out.toString()).contains("2 comparisons");
    }

    @Test
    void theListNamesWhatOnlySelects() {
        assertThat(peers("--list", "--only", "784-32-10 B1 .*2 threads|^mnist")).isZero();

        assertThat(out.toString().lines())
                .containsExactly("mlp 784-32-10 B1 sgd, 2 threads", "mnist to 97 %, 2 threads");
    }

    @Test
    void aFunctionIsComparedWithThreePeersAndTheFastest() throws IOException {
        Path json = folder.resolve("out.json");
        float[] joined = new float[1000];
        for (int part = 0; part < 4; part++) {
            System.arraycopy(TestData.uniform(1 + part, 250), 0, joined, 250 * part, 250);
        }
        Path python = FakePeer.answering(folder, "" + TestData.weighted(joined));

        int status = peers("--only", "^fn concat 4-along-first 1000 .*1 thread$", "--quick", "--python",
                python.toString(), "--json", json.toString());

        assertThat(status).as(err.toString()).isZero();
        assertThat(ResultFile.read(json)).extracting(Row::peer).containsExactly("pytorch", "jax", "numpy",
                "lanewise-eager", "lanewise-captured", Goal.FASTEST);
        assertThat(out.toString())
                .contains("Functions at 1,000 elements, fastest-peer")
                .contains("Functions: geometric means of the ratios")
                .contains("6 comparisons, quick, ");
    }

    @Test
    void memoryIsComparedInBytes() throws IOException {
        Path json = folder.resolve("out.json");
        Path python = FakePeer.script(folder, """
                echo 'ready Fake 1.0'
                while read -r request name rest; do
                    case $request in
                    open) echo 'opened 2.10189' ;;
                    time) echo 'bytes 100000000' ;;
                    *) echo closed ;;
                    esac
                done""");

        int status = peers("--only", "^memory ", "--quick", "--python", python.toString(), "--json", json.toString());

        assertThat(status).as(err.toString()).isZero();
        assertThat(ResultFile.read(json).getFirst()).satisfies(row -> {
            assertThat(row.peer()).isEqualTo("pytorch");
            assertThat(row.ours()).isBetween(14e6, 100e6); // more than parameters and Adam's state
            assertThat(row.theirs()).isEqualTo(100e6);
        });
        assertThat(json).content().contains("\"peer_bytes\":100000000.0000");
        assertThat(out.toString()).contains("Memory of a captured step, pytorch").contains("100.0 MB");
    }

    @Test
    void oneExpressionSelectsAllThatConvolutionalNetworksAreMadeOf() {
        assertThat(peers("--list", "--only", "^(cnn|resnet|norm|pool|memory) ")).isZero();

        assertThat(out.toString().lines()).hasSize(23).contains("cnn lenet-5 B64 sgd-momentum, 2 threads",
                "resnet block 32x64x28x28, gradients, 1 thread", "norm group 8 [32,64,56,56], 1 thread",
                "pool max 3x3 stride 2 [32,64,56,56], 2 threads", "memory cnn mnist B64 adam, 1 thread");
    }

    @Test
    void oneExpressionSelectsSequences() {
        String only = "^(lstm|gru|rnn|transformer|chargpt|attention|embedding|generation) ";

        assertThat(peers("--list", "--only", only)).isZero();

        assertThat(out.toString().lines()).hasSize(25).contains("lstm 28x28 h128 B64 adam, 2 threads",
                "transformer encoder layer d128 h4 ff512 T512 B4 adam, 1 thread", "chargpt T128 B32 adamw, 1 thread",
                "generation chargpt, a token, 2 threads", "attention 1x8x1024x64, causal, 1 thread",
                "attention memory 1x8x4096x64, 1 thread", "embedding 30000x128, 64x128 indices, 2 threads");
    }

    @Test
    void everyGoalHasWorkInTheList() {
        peers("--list");

        List<String> names = out.toString().lines().map(line -> line.replaceFirst(", \\d threads?$", "")).toList();
        assertThat(Goal.all()).allSatisfy(
                goal -> assertThat(names).anyMatch(name -> goal.workloads().matcher(name).matches()));
    }

    @Test
    void wrongUseIsOneSentence() {
        assertThat(peers("--only", "zip")).isEqualTo(2);
        assertThat(peers("--only", "(")).isEqualTo(2);
        assertThat(peers("--rounds", "0")).isEqualTo(2);
        assertThat(peers("--bogus")).isEqualTo(2);

        assertThat(err.toString().lines()).satisfiesExactly(
                line -> assertThat(line).matches(
                        "error: --only zip: matches none of the \\d+ pieces of work; --list names them; see .*--help"),
                line -> assertThat(line).startsWith("error: --only (: not a regular expression (Unclosed group)"),
                line -> assertThat(line).startsWith("error: --rounds 0: at least 1 is needed"),
                line -> assertThat(line).startsWith("error: Unknown option: '--bogus'"));
    }

    @Test
    void anEmptyNameIsRefused() {
        assertThat(peers("--json", "")).isEqualTo(2);
        assertThat(peers("--data", "")).isEqualTo(2);

        assertThat(err.toString().lines()).satisfiesExactly(
                line -> assertThat(line).startsWith("error: Invalid value for option '--json': the name is empty"),
                line -> assertThat(line).startsWith("error: Invalid value for option '--data': the name is empty"));
    }

    @Test
    void aVariableThatIsEmptyNamesNoFolder() {
        assertThat(PeersCommand.folderOf("")).isNull();
        assertThat(PeersCommand.folderOf(null)).isNull();
        assertThat(PeersCommand.folderOf("mnist")).isEqualTo(Path.of("mnist"));
    }

    @Test
    void whatNobodySeesAndNothingKeepsIsNotMeasured() {
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        String[] command = {"peers", "--only", "^(sum|add) 1000, 1 thread$", "--quick", "--python", "none"};
        assertThat(Main.run(new PrintWriter(full), new PrintWriter(err), command)).isOne();
        assertThat(Main.run(new PrintWriter(full), new PrintWriter(err), "peers", "--list")).isOne();

        assertThat(err.toString().lines()).contains(
                "error: standard output cannot be written, and no --json keeps what is measured",
                "error: standard output could not be written");
    }

    @Test
    void aFileThatCannotBeWrittenStopsBeforeMeasuring() throws IOException {
        assertThat(peers("--json", folder.toString())).isOne();
        assertThat(peers("--json", folder.resolve("none/out.json").toString())).isOne();

        assertThat(err.toString().lines()).satisfiesExactly(
                line -> assertThat(line).isEqualTo("error: --json " + folder + ": is a folder"),
                line -> assertThat(line).contains("none/out.json: cannot be written"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void mnistWithoutDataIsSkippedWithASentence() {
        assertThat(peers("--only", "mnist", "--data", folder.resolve("none").toString(), "--python", "none")).isZero();

        assertThat(err.toString()).contains("lanewise-mnist is skipped: ");
    }
}
