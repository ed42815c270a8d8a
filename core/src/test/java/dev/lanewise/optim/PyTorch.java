package dev.lanewise.optim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What PyTorch computes: the lines of these files, each printed by the script of the same name beside it. */
final class PyTorch {
    private static final Map<String, double[]> LINES = Stream
            .of("adaptive.txt", "closures.txt", "large.txt", "pytorch.txt").flatMap(PyTorch::read)
            .collect(Collectors.toMap(cells -> cells[0],
                    cells -> Arrays.stream(cells).skip(1).mapToDouble(Double::parseDouble).toArray()));

    private PyTorch() {}

    /** The numbers of a line. */
    static double[] values(String name) {
        return Objects.requireNonNull(LINES.get(name), name).clone();
    }

    /** The numbers of a line, as floats. */
    static float[] floats(String name) {
        double[] values = values(name);
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static Stream<String[]> read(String file) {
        try (InputStream in = Objects.requireNonNull(PyTorch.class.getResourceAsStream(file));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> line.split("\t")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
