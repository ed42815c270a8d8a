package dev.lanewise.reference;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A case of a fixture file: inputs, and what PyTorch computes from them in float64. */
final class Case {
    /**
     * An array as the file gives it.
     *
     * @param type {@code float}, {@code int} or {@code bool}
     * @param scales for each element of a float result how large the terms are that it is the sum of; else empty
     */
    record Numbers(String type, int[] dims, double[] data, double[] scales) {
        private static Numbers parse(String... cells) {
            int[] dims = Arrays.stream(cells[2].split(",")).filter(size -> !size.isEmpty())
                    .mapToInt(Integer::parseInt).toArray();
            return new Numbers(cells[1], dims, numbers(cells[3]), cells.length > 4 ? numbers(cells[4]) : new double[0]);
        }

        private static double[] numbers(String text) {
            return Arrays.stream(text.split(" ")).filter(number -> !number.isEmpty()).mapToDouble(Numbers::number)
                    .toArray();
        }

        private static double number(String text) {
            return switch (text) {
                case "nan" -> Double.NaN;
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        }

        Value value() {
            Shape shape = Shape.of(dims);
            return switch (type) {
                case "int" -> IntTensor.of(shape, Arrays.stream(data).mapToInt(x -> (int) x).toArray());
                case "bool" -> {
                    boolean[] bools = new boolean[data.length];
                    for (int i = 0; i < bools.length; i++) {
                        bools[i] = data[i] != 0;
                    }
                    yield BoolTensor.of(shape, bools);
                }
                default -> {
                    float[] floats = new float[data.length];
                    for (int i = 0; i < floats.length; i++) {
                        floats[i] = (float) data[i];
                    }
                    yield Tensor.of(shape, floats);
                }
            };
        }
    }

    private final List<Numbers> inputs = new ArrayList<>();
    final List<Numbers> outputs = new ArrayList<>();

    /** One for each input; null where PyTorch gave none. */
    final List<@Nullable Numbers> gradients = new ArrayList<>();

    /** The inputs, the floats requiring a gradient if PyTorch gave some. */
    In inputs() {
        List<Value> values = inputs.stream().map(Numbers::value).toList();
        for (Value value : values) {
            if (value instanceof Tensor x && !gradients.isEmpty()) {
                x.requiresGrad(true);
            }
        }
        return new In(values);
    }

    /** The gradient that float output {@code k} is given: eighths, which floats hold exactly. */
    static Tensor weights(Shape shape, int k) {
        float[] weights = new float[shape.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = ((i * 7 + 3 * k) % 13 - 6) / 8f;
        }
        return Tensor.wrap(weights, shape);
    }

    /** The cases of a table, by their names. */
    static Map<String, Case> of(Class<?> table) {
        Map<String, Case> cases = new LinkedHashMap<>();
        String file = table.getSimpleName() + ".txt";
        try (InputStream in = Objects.requireNonNull(table.getResourceAsStream(file), file)) {
            Case current = new Case();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                String[] cells = line.split("\t", -1);
                switch (cells[0]) {
                    case "case" -> {
                        current = new Case();
                        if (cases.put(cells[1], current) != null) {
                            throw new IllegalStateException(file + ": two cases are called " + cells[1]);
                        }
                    }
                    case "input" -> current.inputs.add(Numbers.parse(cells));
                    case "output" -> current.outputs.add(Numbers.parse(cells));
                    case "gradient" -> current.gradients.add(Numbers.parse(cells));
                    case "no gradient" -> current.gradients.add(null);
                    default -> throw new IllegalStateException(file + ": " + line);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
        return cases;
    }
}
