package dev.lanewise.board.runs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a run that is resumed has written before, and writes again. */
final class Earlier {
    private static final byte[] NONE = {};

    private Earlier() {}

    /**
     * Where the lines of a file end that stay: before the first that is of a later step, of a later epoch that is
     * over, damaged, or not whole.
     *
     * @param step the last one that stays
     * @param epochs the last one that stays, where only an epoch that is over has lines
     */
    static long end(Path file, long step, int epochs) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        long end = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (byte[] line = line(in); line.length > 0 && stays(line, step, epochs); line = line(in)) {
                end += line.length;
            }
        }
        return end;
    }

    /** The next line with its break; empty if there is none that is whole. */
    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (int b = in.read(); b >= 0; b = in.read()) {
            line.write(b);
            if (b == '\n') {
                return line.toByteArray();
            }
        }
        return NONE;
    }

    private static boolean stays(byte[] line, long step, int epochs) {
        long ofStep = -1;
        long ofEpoch = 0;
        try (JsonParser in = Json.FACTORY.createParser(line)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                if (name.equals("step")) {
                    ofStep = in.getLongValue();
                } else if (name.equals("epoch")) {
                    ofEpoch = in.getLongValue();
                }
                in.skipChildren();
            }
            boolean isWhole = in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null;
            return isWhole && ofStep >= 0 && ofStep <= step && ofEpoch <= epochs;
        } catch (IOException _) {
            return false;
        }
    }

    /** Deletes the files of later epochs. */
    static void deleteAfter(Path folder, int epochs) throws IOException {
        delete(folder, name -> RunFolder.epochOf(name) > epochs);
    }

    /** Deletes what the model made of the examples; true if there was any of it. */
    static boolean deletePredictions(Path folder) throws IOException {
        return delete(folder, RunFolder::isPredictions);
    }

    private static boolean delete(Path folder, Predicate<String> name) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> name.test(file.getFileName().toString())).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        return !files.isEmpty();
    }
}
