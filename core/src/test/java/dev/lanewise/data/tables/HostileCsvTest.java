package dev.lanewise.data.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.Seeds;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Mutations;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Damaged texts by the thousand become a table, or are refused with a {@link FormatException} of one short sentence;
 * {@code -Dcheck.csv=10000000} is the long form.
 */
class HostileCsvTest {
    private static final int TEXTS = Integer.getInteger("check.csv", 5_000);
    private static final int LONGEST_MESSAGE = 2048;
    private static final long MOST_BYTES = 1 << 20;
    private static final String SHAPE = "the text(, line \\d+(, column \\d+( \\(\".*\"\\))?)?)?: .*";

    private static final List<byte[]> WHOLES = Stream.of(
            "area,city,price\n50,Rome,1e5\n7.25,\"Pa\"\"ris\",-3\n", "\ufeffa;b\r\n1,5;x\r\n;\"y\r\nz\"\r\n",
            "sep=|\na|b|c\n1|2|3\n# x\n4|5|6\n", "id\n007\n08\nB\n\n", "a,b,c,d\r,,,\r1,NA,\"\",?\r")
            .map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();

    private static final Mutations MUTATIONS = new Mutations(Stream
            .of("\"", "\"\"", ",", ";", "\t", "|", "\n", "\r", "\r\n", "\0", "#", " ", "1", "-", "e", ".", "1e400",
                    "0x1",
                    "1234567890123456789012345", "\u001b[31m", "\u00e9", "\ufeff", "\u2028", "\u202e", "NA", "sep=,\n",
                    "NaN", "inf", ",,,,,,,,", "\"\n\"", "a".repeat(500))
            .map(token -> token.getBytes(StandardCharsets.UTF_8)).toList());

    private static final List<Charset> CHARSETS = List.of(
            StandardCharsets.UTF_8, StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1, StandardCharsets.US_ASCII,
            StandardCharsets.UTF_16LE, Charset.forName("windows-1252"));

    @Test
    void textsAreReadOrRefused() throws ReflectiveOperationException {
        LongSupplier allocated = AllocatedBytes.counter();
        int refused = 0;
        for (int i = 0; i < TEXTS; i++) {
            SplittableRandom random = Seeds.random(8_000_000_000L + i);
            byte[] text = MUTATIONS.of(WHOLES.get(random.nextInt(WHOLES.size())), random);
            Csv csv = csv(random);
            long bytes = allocated.getAsLong();
            String complaint = null;
            try {
                read(csv, text, CHARSETS.get(random.nextInt(CHARSETS.size())));
            } catch (FormatException e) {
                refused++;
                complaint = complaint(String.valueOf(e.getMessage()));
            } catch (Throwable e) {
                complaint = "threw " + e;
            }
            bytes = allocated.getAsLong() - bytes;
            if (bytes > MOST_BYTES) {
                complaint = "allocated " + bytes + " bytes";
            }
            if (complaint != null) {
                throw new AssertionError("text " + i + ", " + HexFormat.of().formatHex(text) + ": " + complaint);
            }
        }
        assertThat(refused).as("of " + TEXTS).isBetween(TEXTS / 4, TEXTS - TEXTS / 20);
    }

    private static Csv csv(SplittableRandom random) {
        Csv csv = Csv.defaults().delimiter(",;|".charAt(random.nextInt(3)));
        csv = random.nextInt(4) == 0 ? csv.guessDelimiter() : csv;
        csv = random.nextInt(4) == 0 ? csv.decimalComma() : csv;
        csv = random.nextInt(4) == 0 ? csv.comments('#') : csv;
        csv = random.nextInt(4) == 0 ? csv.trim() : csv;
        csv = random.nextInt(4) == 0 ? csv.missing("NA", "?", "1") : csv;
        csv = random.nextInt(4) == 0 ? csv.numbers("a") : csv;
        return random.nextInt(4) == 0 ? csv.names("a", "b", "c") : csv;
    }

    private static void read(Csv csv, byte[] text, Charset charset) throws IOException {
        CsvReader reader = csv.reader("the text");
        while (!reader.pass(ByteSource.of(Channels.newChannel(new ByteArrayInputStream(text)), charset))) {}
        Table table = reader.table();
        for (Column column : table.columns()) {
            if (column.size() != table.rows()) {
                throw new AssertionError(column + " in " + table);
            }
        }
    }

    private static @Nullable String complaint(String message) {
        boolean safe = message.codePoints().noneMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                true;
            default -> false;
        });
        return safe && message.length() < LONGEST_MESSAGE && message.matches(SHAPE) ? null : message;
    }
}
