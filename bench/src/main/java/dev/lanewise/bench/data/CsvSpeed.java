package dev.lanewise.bench.data;

import dev.lanewise.bench.peers.WorkerException;
import dev.lanewise.data.tables.Csv;
import dev.lanewise.data.tables.NumberColumn;
import dev.lanewise.data.tables.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Reads a CSV file of numbers, beside pandas. */
final class CsvSpeed {
    private static final int COLUMNS = 10;

    private CsvSpeed() {}

    /** Measures and prints; the file is written to the folder before. */
    static void run(Path folder, Peer peer, int rows, int rounds, PrintWriter out)
            throws IOException, WorkerException {
        Path file = folder.resolve("numbers.csv");
        write(file, rows);
        double megabytes = Files.size(file) / 1e6;
        double check = sum(Csv.defaults().read(file));
        double[] seconds = Timed.medians(rounds,
                Timed.of(() -> Csv.defaults().read(file)),
                peer.open("csv file=numbers.csv precision=fast", check),
                peer.open("csv file=numbers.csv precision=round_trip", check));
        Files.delete(file);
        out.printf(Locale.ROOT, "CSV, %d rows of %d columns, half of them of 17 digits, %.1f MB; medians of %d in "
                + "turns:%n", rows, COLUMNS, megabytes, rounds);
        List<String> names = List.of("Csv.read", "pandas.read_csv", "pandas, rounded");
        for (int i = 0; i < seconds.length; i++) {
            if (!Double.isNaN(seconds[i])) {
                out.printf(Locale.ROOT, "  %-16s %8.0f ms %7.0f MB/s%s%n", names.get(i), 1e3 * seconds[i],
                        megabytes / seconds[i], i == 0
                                ? ""
                                : String.format(Locale.ROOT,
                                        ", our speed is %.2f of it", seconds[i] / seconds[0]));
            }
        }
    }

    /** Numbers as a measurement writes them, and in as many digits as a double needs, in alternating columns. */
    private static void write(Path file, int rows) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        try (Writer writer = Files.newBufferedWriter(file)) {
            for (int column = 0; column < COLUMNS; column++) {
                writer.append(column == 0 ? "c" : ",c").append(Integer.toString(column));
            }
            for (int row = 0; row < rows; row++) {
                writer.append('\n');
                for (int column = 0; column < COLUMNS; column++) {
                    writer.append(column == 0 ? "" : ",").append(column % 2 == 0
                            ? Double.toString(random.nextDouble())
                            : Double.toString(random.nextInt(100_000) / 100.0));
                }
            }
            writer.append('\n');
        }
    }

    private static double sum(Table table) {
        double sum = 0;
        for (String name : table.names()) {
            NumberColumn column = table.numbers(name);
            for (int row = 0; row < column.size(); row++) {
                sum += column.get(row);
            }
        }
        return sum;
    }
}
