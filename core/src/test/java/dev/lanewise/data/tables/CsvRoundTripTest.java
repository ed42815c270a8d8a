package dev.lanewise.data.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random tables, written in random dialects, come back equal, wherever the blocks of bytes end; {@code
 * -Dcheck.tables=1000000} tries so many.
 */
@Tag("quick")
class CsvRoundTripTest {
    private static final int TABLES = Integer.getInteger("check.tables", 3000);
    private static final String[] PIECES = {"a", "b", "Zug", " ", "  ", "\t", ",", ";", "|", "\"", "\"\"", "'", "\n",
        "\r",
        "\r\n", "#", "1", "-2.5", "NA", "NaN", "inf", "e", ".", "\u00e9", "\u20ac", "\ud83d\ude00", "\u2028", "\ufeff",
        "sep=,",
        "=1+1", "\\", "x".repeat(300)};

    @Test
    void randomTablesComeBack() throws IOException {
        for (int i = 0; i < TABLES; i++) {
            SplittableRandom random = Seeds.random(7_000_000 + i);
            Table table = table(random);
            Writer writer = new Writer(random, table);
            String text = writer.write();
            assertThat(read(writer.csv(), text, random)).as("table %s as %s", i, text).isEqualTo(table);
        }
    }

    /** In pieces of random sizes, as a slow channel gives them. */
    private static Table read(Csv csv, String text, SplittableRandom random) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int most = random.nextBoolean() ? 3 : 1 + random.nextInt(1 + bytes.length);
        CsvReader reader = csv.reader("the text");
        boolean whole;
        do {
            int[] at = {0};
            whole = reader.pass((into, from, to) -> {
                int count = Math.min(1 + random.nextInt(most), bytes.length - at[0]);
                System.arraycopy(bytes, at[0], into, from, count);
                at[0] += count;
                return count == 0 ? -1 : count;
            });
        } while (!whole);
        return reader.table();
    }

    private static Table table(SplittableRandom random) {
        int rows = random.nextInt(6);
        Column[] columns = new Column[1 + random.nextInt(4)];
        for (int i = 0; i < columns.length; i++) {
            String name = text(random) + i;
            columns[i] = random.nextBoolean() ? numbers(name, rows, random) : texts(name, rows, random);
        }
        return Table.of(columns);
    }

    private static Column numbers(String name, int rows, SplittableRandom random) {
        double[] numbers = new double[rows];
        for (int row = 0; row < rows; row++) {
            numbers[row] = switch (random.nextInt(6)) {
                case 0 -> Double.NaN;
                case 1 -> random.nextInt(-1000, 1000);
                case 2 -> Double.longBitsToDouble(random.nextLong());
                case 3 -> random.nextInt(2) == 0 ? -0.0 : Double.NEGATIVE_INFINITY;
                default -> random.nextInt(1_000_000) / 1000.0;
            };
        }
        return NumberColumn.of(name, numbers);
    }

    private static Column texts(String name, int rows, SplittableRandom random) {
        @Nullable
        String[] texts = new String[rows];
        for (int row = 0; row < rows; row++) {
            String text = text(random);
            texts[row] = text.replaceAll("[ \t]", "").isEmpty() ? null : text; // only blanks are missing
        }
        return TextColumn.of(name, texts);
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(5); pieces > 0; pieces--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** Writes a table in a dialect of its own. */
    private static final class Writer {
        private final SplittableRandom random;
        private final Table table;
        private final char delimiter;
        private final boolean decimalComma;
        private final boolean comments;
        private final boolean marked;
        private final String lineEnd;

        Writer(SplittableRandom random, Table table) {
            this.random = random;
            this.table = table;
            this.delimiter = ",;\t|:".charAt(random.nextInt(5));
            this.decimalComma = random.nextInt(3) == 0;
            this.comments = random.nextInt(3) == 0;
            this.marked = random.nextInt(3) == 0;
            this.lineEnd = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
        }

        Csv csv() {
            Csv csv = Csv.defaults().delimiter(delimiter);
            csv = decimalComma ? csv.decimalComma() : csv;
            csv = comments ? csv.comments('#') : csv;
            csv = marked ? csv.missing("<none>") : csv;
            for (Column column : table.columns()) {
                csv = column instanceof TextColumn
                        ? csv.texts(column.name())
                        : random.nextBoolean()
                                ? csv.numbers(column.name())
                                : csv;
            }
            return csv;
        }

        String write() {
            StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "sep=" + delimiter + lineEnd : "");
            List<String> names = table.names();
            row(names, text, true);
            for (int row = 0; row < table.rows(); row++) {
                if (random.nextInt(5) == 0 && (comments || names.size() > 1)) {
                    text.append(comments ? "# \"" + delimiter : "").append(lineEnd);
                }
                List<@Nullable String> cells = new ArrayList<>();
                for (Column column : table.columns()) {
                    cells.add(switch (column) {
                        case NumberColumn numbers -> numbers.isMissing(row) ? null : number(numbers.get(row));
                        case TextColumn texts -> texts.get(row);
                    });
                }
                row(cells, text, row < table.rows() - 1 || random.nextBoolean());
            }
            return text.toString();
        }

        private String number(double x) {
            String text = Double.toString(x);
            return decimalComma ? text.replace('.', ',') : text;
        }

        private void row(List<? extends @Nullable String> cells, StringBuilder text, boolean ended) {
            for (int i = 0; i < cells.size(); i++) {
                text.append(i == 0 ? "" : delimiter);
                String cell = cells.get(i) == null ? (marked && random.nextBoolean() ? "<none>" : "") : cells.get(i);
                boolean quoted = random.nextInt(4) == 0 || cell.startsWith("\"") || cell.indexOf(delimiter) >= 0
                        || cell.contains("\n") || cell.contains("\r") || i == 0 && cell.startsWith("#")
                        || i == 0 && cell.startsWith("\ufeff") || i == 0 && cell.startsWith("sep=")
                        || cells.size() == 1 && cell.isEmpty();
                text.append(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
            }
            text.append(ended ? lineEnd : "");
        }
    }
}
