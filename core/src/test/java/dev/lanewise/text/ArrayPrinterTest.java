package dev.lanewise.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArrayPrinterTest {
    record Case(String header, String expected) {
        @Override
        public String toString() {
            return header.length() <= 60 ? header : header.substring(0, 60) + "...";
        }
    }

    /** The cases in numpy-print.txt, made with NumPy by numpy-print.py. */
    static Stream<Case> numpyCases() throws IOException {
        List<Case> cases = new ArrayList<>();
        InputStream resource = Objects.requireNonNull(ArrayPrinterTest.class.getResourceAsStream("numpy-print.txt"));
        try (BufferedReader in = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            String header = in.readLine();
            StringBuilder text = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("== ")) {
                    cases.add(new Case(header, text.substring(0, text.length() - 1)));
                    header = line;
                    text.setLength(0);
                } else {
                    text.append(line).append('\n');
                }
            }
            cases.add(new Case(header, text.substring(0, text.length() - 1)));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("numpyCases")
    void printsWhatNumpyPrints(Case numpy) {
        assertThat(print(numpy.header)).isEqualTo(numpy.expected);
    }

    private static String print(String header) {
        String[] words = header.split(" ");
        int[] dims = Arrays.stream(words[2].replaceAll("[\\[\\]]", "").split(","))
                .filter(word -> !word.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        Shape shape = Shape.of(dims);
        String[] texts = words.length == 4 && words[3].equals("range")
                ? Stream.iterate(0, i -> i + 1).limit(shape.size()).map(String::valueOf).toArray(String[]::new)
                : Arrays.copyOfRange(words, 3, words.length);
        return switch (words[1]) {
            case "float" -> {
                float[] values = new float[texts.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.parseFloat(texts[i].replace("nan", "NaN").replace("inf", "Infinity"));
                }
                yield Tensor.wrap(values, shape).toString();
            }
            case "int" ->
                IntTensor.wrap(Arrays.stream(texts).mapToInt(Integer::parseInt).toArray(), shape).toString();
            default -> {
                boolean[] values = new boolean[texts.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = Boolean.parseBoolean(texts[i]);
                }
                yield BoolTensor.of(shape, values).toString();
            }
        };
    }

    @Test
    void printsOnlyTheElementsOfAView() {
        Tensor rows = Tensor.of(Shape.of(3, 2), 1e9f, 2, 3, 4.5f, 5, 6).slice(0, 1, 3);

        assertThat(rows.toString()).isEqualTo("[[3.  4.5]\n [5.  6. ]]");
    }

    @Test
    void printsTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Tensor.of(1.5f, -2e10f).toString()).isEqualTo("[ 1.5e+00 -2.0e+10]");
            assertThat(IntTensor.of(12, 3).toString()).isEqualTo("[12  3]");
        } finally {
            Locale.setDefault(before);
        }
    }
}
