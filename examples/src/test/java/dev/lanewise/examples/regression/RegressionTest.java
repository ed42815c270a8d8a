package dev.lanewise.examples.regression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.data.tables.Csv;
import dev.lanewise.data.tables.Table;
import dev.lanewise.examples.Main;
import dev.lanewise.random.RandomSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegressionTest {
    private static final String HOUSES = """
            city,age,rooms,area
            Genf,50,4,100
            Chur,50,4,100
            Bern,,4,100
            Genf,50,4,150
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... args) {
        String[] texts = new String[args.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = args[i].toString();
        }
        return Main.run(new PrintWriter(out), new PrintWriter(err), texts);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /**
     * The houses' prices vary by 5 % around what the columns tell, some 40,000; the mean price is off by some 330,000.
     */
    @Test
    void pricesAreLearnedSavedAndPredicted() throws IOException {
        Path model = folder.resolve("model.safetensors");
        Path asked = write("asked.csv", HOUSES);
        assertThat(run("regression", "--save", model, "--predict", asked)).as(err.toString()).isZero();
        Matcher result = Pattern.compile("(?m)^epochs \\d+; root mean square error on 300 test rows, in the unit of "
                + "\"price\": (\\S+); if the mean is predicted for all: (\\S+)$").matcher(out.toString());
        assertThat(result.find()).as(out.toString()).isTrue();
        assertThat(Double.parseDouble(result.group(1))).isLessThan(0.25 * Double.parseDouble(result.group(2)));

        String predictions = out.toString().substring(out.toString().lastIndexOf("\"price\""));
        double[] prices = Csv.defaults().parse(predictions).numbers("price").toArray();
        assertThat(prices).hasSize(4);
        assertThat(prices[0]).isGreaterThan(1.3 * prices[1]);
        assertThat(prices[3]).isGreaterThan(1.3 * prices[0]);

        out.getBuffer().setLength(0);
        assertThat(run("regression", "--load", model, "--predict", asked)).isZero();
        assertThat(out.toString()).as("by another program").isEqualTo(predictions);
    }

    @Test
    void aFileThatDoesNotFitTheModelIsRefused() throws IOException {
        Path model = folder.resolve("model.safetensors");
        assertThat(run("regression", "--save", model, "--epochs", 1)).isZero();
        Path lacking = write("a.csv", "city,rooms,area\nGenf,4,100\n");
        assertThat(run("regression", "--load", model, "--predict", lacking)).isEqualTo(1);
        Path other = write("b.csv", HOUSES.replace("150", "150 m"));
        assertThat(run("regression", "--load", model, "--predict", other)).isEqualTo(1);
        assertThat(run("regression", "--load", lacking, "--predict", other)).isEqualTo(1);
        List<String> errors = err.toString().lines().toList();
        assertThat(errors).hasSize(3);
        assertThat(errors.get(0)).isEqualTo(
                "error: " + lacking + ": there is no column \"age\", but \"city\", \"rooms\", \"area\"");
        assertThat(errors.get(1)).isEqualTo(
                "error: " + other + ", line 5, column 4 (\"area\"): \"150 m\" is not a number");
        assertThat(errors.get(2)).startsWith("error: " + lacking);
    }

    @Test
    void semicolonsDecimalCommasAndEmptyColumnsAreRead() throws IOException {
        StringBuilder text = new StringBuilder("x, net;empty;y\n");
        for (int i = 0; i < 100; i++) {
            text.append(i).append(",5;;").append(3 * i).append(",25\n");
        }
        Path file = write("line.csv", text.toString());
        assertThat(run("regression", "--data", file, "--decimal-comma", "--epochs", 1)).as(err.toString()).isZero();
        assertThat(out.toString()).contains("learning \"y\" from 2 features of 70 rows");
        assertThat(run("regression", "--data", file, "--delimiter", ";", "--decimal-comma", "--epochs", 1)).isZero();
        assertThat(run("regression", "--data", write("empty.csv", "a,y\n" + ",1\n".repeat(30)))).isEqualTo(1);
        assertThat(err.toString()).contains("no column but \"y\" has a value in the rows to learn from");
    }

    @Test
    void theMeanIsThatOfTheRowsLearnedFrom() {
        Table training = Csv.defaults().parse("x,y\n1,2\n2,4\n");
        Regressor regressor = Regressor.of(training, "y", RandomSource.seed(1));
        assertThat(regressor.errorOfMean(Csv.defaults().parse("x,y\n1,7\n"))).isEqualTo(4);
    }

    @Test
    void anyColumnOfAFileIsLearned() throws IOException {
        StringBuilder text = new StringBuilder("y,x,name\n");
        for (int i = 0; i < 200; i++) {
            text.append(i % 7 == 0 ? "" : String.valueOf(3 * i)).append(',').append(i).append(",n").append(i)
                    .append('\n');
        }
        assertThat(run("regression", "--data", write("line.csv", text.toString()), "--target", "y", "--epochs", 3))
                .as(err.toString()).isZero();
        assertThat(out.toString()).contains("learning \"y\" from 3 features of 120 rows", "epochs 3; ");
        assertThat(run("regression", "--data", write("few.csv", "x,y\n1,2\n"))).isEqualTo(1);
        assertThat(err.toString())
                .contains("few.csv: 1 rows with a \"y\" and 1 other columns are too few; 20 and 1 are needed");
    }

    @Test
    void messagesNameOptionsNotMethods() throws IOException {
        StringBuilder text = new StringBuilder("Größe;y\n");
        for (int i = 0; i < 100; i++) {
            text.append(i).append(';').append(3 * i).append('\n');
        }
        Path file = Files.write(folder.resolve("latin.csv"), text.toString().getBytes(StandardCharsets.ISO_8859_1));
        assertThat(run("regression", "--data", file)).isEqualTo(1);
        assertThat(run("regression", "--data", write("comma.csv", "x y\n1,5 2\n"))).isEqualTo(1);
        assertThat(run("regression", "--data", write("odd.csv", "a,b;c\n1,2;3\n"))).isEqualTo(1);
        assertThat(err.toString().lines().map(line -> line.replace(folder.toString(), ""))).containsExactly(
                "error: /latin.csv, line 1, column 1: bytes that are not UTF-8; name another encoding with --charset",
                "error: /comma.csv, line 2: the row has 2 cells, expected 1; name another delimiter with --delimiter",
                "error: /odd.csv: the delimiter is not clear from the first lines: \",\" and \";\" are each as often "
                        + "in all of them; name it with --delimiter");
        assertThat(run("regression", "--data", file, "--charset", "ISO-8859-1", "--epochs", 1)).as(err.toString())
                .isZero();
        assertThat(run("regression", "--data", file, "--charset", "nosuch")).isEqualTo(2);
        assertThat(err.toString()).contains("--charset", "nosuch");
    }
}
