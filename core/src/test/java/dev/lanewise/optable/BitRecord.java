package dev.lanewise.optable;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The bits on record for a table: a hash and a name for each row, in a file of the table's name in its package.
 *
 * <p>With {@code -Dlanewise.record=true} the file is written instead of compared.
 */
public final class BitRecord {
    private final OpTable table;

    public BitRecord(OpTable table) {
        this.table = table;
    }

    public static boolean isWanted() {
        return Boolean.getBoolean("lanewise.record");
    }

    private String fileName() {
        return table + ".txt";
    }

    /** A line for each row whose hash is not the one on record, that is not on record, or that is no more. */
    public List<String> differences(Map<String, String> hashes) throws IOException {
        Map<String, String> onRecord = read();
        Set<String> names = new LinkedHashSet<>(hashes.keySet());
        names.addAll(onRecord.keySet());
        return names.stream().filter(name -> !Objects.equals(hashes.get(name), onRecord.get(name)))
                .map(name -> name + ": " + hashes.getOrDefault(name, "no such row") + ", on record "
                        + onRecord.getOrDefault(name, "nothing"))
                .toList();
    }

    private Map<String, String> read() throws IOException {
        try (InputStream in = table.getClass().getResourceAsStream(fileName())) {
            if (in == null) {
                return Map.of();
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.split(" ", 2))
                    .collect(toMap(line -> line[1], line -> line[0]));
        }
    }

    /** Puts these hashes on record, in their order. */
    public void write(Map<String, String> hashes) throws IOException {
        Path folder = Path.of("src/test/resources", table.getClass().getPackageName().replace('.', '/'));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(fileName()), hashes.entrySet().stream()
                .map(row -> row.getValue() + " " + row.getKey() + "\n").collect(joining()));
    }
}
