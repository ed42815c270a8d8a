package dev.lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), args);
    }

    @Test
    void helpNamesThePrograms() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains(
                "examples/run", "mnist ", "mnist-cnn ", "mnist-lstm ", "predict ", "autoencoder ", "cifar ",
                "timeseries ", "regression ", "chargpt ", "embed ", "generate ", "classify ", "board ", "devices ",
                "doctor ", "flame ", "--debug");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void helpOfMnistListsEveryOptionWithItsDefault() {
        assertThat(run("mnist", "--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("--data=DIR", "(default: the cache, else a download)", "--synthetic", "--offline")
                .containsPattern("--epochs=N [^-]*\\(default: 5\\)")
                .containsPattern("--batch-size=N [^-]*\\(default: 64\\)")
                .containsPattern("--hidden=N\\[,N\\.\\.\\.\\] [^-]*\\(default: 128\\)")
                .containsPattern("--optimizer=NAME [^-]*sgd, adam, adamw or rmsprop \\(default: adam\\)")
                .containsPattern("--lr=RATE [^-]*\\(default: 0\\.001\\)")
                .containsPattern("--seed=N [^-]*\\(default: 1\\)")
                .containsPattern("--threads=N [^-]*\\(default: one for each processor\\)")
                .contains("--target-accuracy=A", "--save=FILE", "--metrics=FILE", "--quiet", "--help", "--debug");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @CsvSource({
        "mnist-cnn, --data=DIR --dropout=P --optimizer=NAME --target-accuracy=A, 5",
        "mnist-lstm, --data=DIR --hidden=N --dropout=P --optimizer=NAME --target-accuracy=A, 5",
        "autoencoder, --data=DIR --picture=FILE --code=N --offline, 5", "cifar, --data=DIR --lr=RATE, 10",
        "timeseries, --hidden=N --lr=RATE, 10",
        "chargpt, --text=FILE --load=FILE --sample=N --prompt=TEXT --temperature=T --top-k=K --context=N --lr=RATE, 15"
    })
    void helpOfTheOthersListsTheirOptionsAndTheSharedOnes(String program, String options, int epochs) {
        assertThat(run(program, "--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains(options.split(" "))
                .contains("--seed=N", "--threads=N", "--device=NAME", "--save=FILE", "--checkpoint=FILE",
                        "--every=STEPS", "--resume",
                        "--metrics=FILE", "--quiet", "--board", "--board-port=N", "--runs=DIR", "--debug")
                .containsPattern("--epochs=N [^-]*\\(default: " + epochs + "\\)");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void eachNetworkHasItsLearningRate() {
        assertThat(run("mnist-lstm", "--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " "))
                .containsPattern("--lr=RATE [^-]*\\(default: 0\\.002\\)")
                .containsPattern("--gamma=G [^-]*\\(default: 0\\.6\\)");
    }

    /** picocli complains on standard error of a text that is no format, and shows it as it is written. */
    @Test
    void noHelpShowsAFormatOrHalfAnAddress() {
        PrintStream before = System.err;
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(complaints, true, StandardCharsets.UTF_8)) {
            System.setErr(captured);
            assertThat(run("--help")).isZero();
            for (String program : new CommandLine(new Main()).getSubcommands().keySet()) {
                assertThat(run(program, "--help")).as(program).isZero();
            }
        } finally {
            System.setErr(before);
        }
        assertThat(complaints.toString(StandardCharsets.UTF_8) + out + err).contains("flame")
                .doesNotContain("picocli WARN", "%n", "%s")
                .doesNotContainPattern("https?://[^ ]*[./]\\R");
    }

    @Test
    void helpOfPredictListsItsOptions() {
        assertThat(run("predict", "--help")).isZero();
        assertThat(out.toString()).contains("--model=FILE", "--image=FILE", "--debug");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "| no program named; choose mnist, mnist-cnn, mnist-lstm, predict, autoencoder, cifar, timeseries, "
                + "regression, chargpt, embed, generate, classify, board, devices, doctor or flame",
        "mnst | 'mnst' (did you mean mnist or mnist-",
        "--nope | Unknown option: '--nope'",
        "mnist --nope | Unknown option: '--nope'",
        "mnist --epoch=3 | (did you mean --epochs?)",
        "mnist surplus | 'surplus'",
        "mnist --epochs | --epochs",
        "mnist --epochs three | 'three' is not an int",
        "mnist --epochs 0 | --epochs 0: at least 1 is needed",
        "mnist --epochs 1 --epochs 2 | '--epochs' (N) should be specified only once",
        "mnist --batch-size -1 | --batch-size -1: at least 1 is needed",
        "mnist --hidden 32,0 | --hidden 32,0: widths are whole numbers of 1 or more",
        "mnist --hidden 32;16 | --hidden 32;16: widths are whole numbers of 1 or more",
        "mnist --hidden 128, | --hidden 128,: widths are whole numbers of 1 or more",
        "mnist --hidden ,128 | --hidden ,128: widths are whole numbers of 1 or more",
        "mnist --hidden 32,,16 | --hidden 32,,16: widths are whole numbers of 1 or more",
        "mnist --hidden 99999999999 | --hidden 99999999999: widths are whole numbers of 1 or more",
        "mnist --hidden 32 --hidden 16 | '--hidden' (N[,N...]) should be specified only once",
        "mnist --hidden= | --hidden : widths are whole numbers of 1 or more",
        "mnist --optimizer adagrad | adagrad",
        "mnist --lr 0 | --lr 0.0: a finite number above 0 is needed",
        "mnist --lr NaN | --lr NaN: a finite number above 0 is needed",
        "mnist --gamma 0 | --gamma 0.0: a number above 0, at most 1, is needed",
        "mnist --gamma 1.1 | --gamma 1.1: a number above 0, at most 1, is needed",
        "mnist --seed x | 'x' is not a long",
        "mnist --threads 0 | --threads 0: ",
        "mnist --threads 1000000 | --threads 1000000: ",
        "mnist --classes 1 | --classes 1: 2 to 256 are possible",
        "mnist --target-accuracy 97 | --target-accuracy 97.0: a share above 0, at most 1, is needed",
        "mnist --data a --synthetic | --data and --synthetic exclude each other",
        "mnist --data= | Invalid value for option '--data': the name is empty",
        "mnist --save= | Invalid value for option '--save': the name is empty",
        "mnist --metrics= | Invalid value for option '--metrics': the name is empty",
        "predict --model= --image a.png | Invalid value for option '--model': the name is empty",
        "predict --model a --image= | Invalid value for option '--image': the name is empty",
        "mnist --optimizer= | --optimizer",
        "mnist --epochs= | '' is not an int",
        "mnist --save a --metrics a | --save a and --metrics a are the same file",
        "mnist --save ./a --metrics a | --save ./a and --metrics a are the same file",
        "mnist --save src/../a --metrics a | --save src/../a and --metrics a are the same file",
        "mnist-cnn --hidden 32 | Unknown option",
        "mnist-cnn --dropout 1 | --dropout 1.0: 0 or more and less than 1 is needed",
        "mnist-lstm --hidden 0 | --hidden 0: at least 1 is needed",
        "mnist-lstm --hidden 64,32 | '64,32' is not an int",
        "mnist-lstm --dropout 1.5 | --dropout 1.5: 0 or more and less than 1 is needed",
        "autoencoder --code 0 | --code 0: at least 1 is needed",
        "autoencoder --lr -1 | --lr -1.0: a finite number above 0 is needed",
        "autoencoder --save a --picture a | --picture a and --save a are the same file",
        "cifar --lr 0 | --lr 0.0: a finite number above 0 is needed",
        "timeseries --hidden 0 | --hidden 0: at least 1 is needed",
        "timeseries --lr 0 | --lr 0.0: a finite number above 0 is needed",
        "timeseries --data a | Unknown option",
        "regression --epochs 0 | --epochs 0: at least 1 is needed",
        "regression --load a | --load: --predict names the file to use the model on",
        "regression --load a --predict b --save c | --load excludes --data, --query, --target and --save",
        "regression --load a --predict b --query c | --load excludes --data, --query, --target and --save",
        "regression --query a | --query: --database names the database",
        "regression --predict-query a | --predict-query: --database names the database",
        "regression --user a | --user, --password: --database names the database",
        "regression --database jdbc:h2:a --query b --data c | --data and --query exclude each other",
        "regression --database jdbc:h2:a --predict b --predict-query c | --predict and --predict-query exclude each "
                + "other",
        "regression --database jdbc:h2:a | --database: --query or --predict-query says which of its rows are meant",
        "regression --database houses --query a | --database: expected a URL such as jdbc:h2:./houses",
        "regression --data= | Invalid value for option '--data': the name is empty",
        "chargpt --layers 1001 | --layers 1001: 1 to 1000 are possible",
        "chargpt --heads 3 | --heads 3: they do not divide --width 128",
        "chargpt --context 0 | --context 0: at least 1 is needed",
        "chargpt --dropout 1 | --dropout 1.0: 0 or more and less than 1 is needed",
        "chargpt --temperature -1 | --temperature -1.0: a finite number of 0 or more is needed",
        "chargpt --top-k -1 | --top-k -1: at least 0 is needed",
        "chargpt --sample -1 | --sample -1: 0 to 10000000 are possible",
        "chargpt --prompt= | --prompt: at least one character is needed",
        "chargpt --load a --save b | --save and --load exclude each other",
        "chargpt --load a --text b | --text and --load exclude each other",
        "chargpt --load a --board | --board and --load exclude each other",
        "regression --load a --predict b --runs c | --load excludes --board and --runs: nothing is trained",
        "mnist --board-port 0 | --board-port 0: there is none without --board",
        "mnist --board --board-port 65536 | --board-port 65536: 0 to 65535 are possible",
        "mnist --runs= | Invalid value for option '--runs': the name is empty",
        "board --port -1 | --port -1: 0 to 65535 are possible",
        "board a b | Unmatched argument",
        "chargpt --text= | Invalid value for option '--text': the name is empty",
        "cifar --resume | --resume: --checkpoint names the file to go on from",
        "mnist @pom.xml | Unmatched argument at index 1: '@pom.xml'",
        "predict --image a.png | Missing required option: '--model=FILE'",
    })
    void wrongUsageIsExplainedInOneSentence(String command, String explanation) {
        assertThat(run(command == null ? new String[0] : command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("error: ").contains(explanation).contains("; see examples/run");
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "mnist --version"})
    void theVersionIsKnown(String command) {
        assertThat(run(command.split(" "))).isZero();
        assertThat(out.toString()).startsWith("Lanewise examples ");
    }
}
