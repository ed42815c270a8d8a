package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far rotary positions turn the pairs of a head: {@code rope_theta} and {@code rope_scaling}, or {@code
 * rope_parameters}, of {@code config.json}. Angles are rounded to floats as the models' own are, which have been
 * trained with these.
 */
public final class Rotation {
    /** The base that is meant where none is given. */
    private static final double BASE = 10_000;

    /** By how much a pair is turned at each position. */
    private final float[] speeds;

    private Rotation(float[] speeds) {
        this.speeds = speeds;
    }

    /**
     * The tables of a network for texts of different length, made when they are first needed: a context of 131,072
     * tokens, of which most texts have few, would take 64 MB.
     */
    static final class Tables {
        private final Rotation rotation;
        private final int context;
        private final Map<Integer, Tensor> tables = new ConcurrentHashMap<>();

        Tables(Rotation rotation, int context) {
            this.rotation = rotation;
            this.context = context;
        }

        /** A table for this many positions or some more, for {@link dev.lanewise.ops.Positions#rotary}. */
        Tensor upTo(int positions) {
            int rounded = (int) Math.min(context, Math.max(64L, Long.highestOneBit(2L * positions - 1)));
            return tables.computeIfAbsent(rounded, rotation::table);
        }
    }

    /**
     * Turns without scaling (Su et al. 2021).
     *
     * @param base larger bases turn more slowly
     * @param width of a head, an even number
     * @throws IllegalArgumentException if the base is not a number above 0, or the width not even and positive
     */
    public static Rotation of(double base, int width) {
        Finite.aboveZero("Rotation: the base", base);
        if (width < 2 || width % 2 != 0) {
            throw new IllegalArgumentException("Rotation: width " + width + " of a head: expected an even number");
        }
        float[] speeds = new float[width / 2];
        for (int i = 0; i < speeds.length; i++) {
            speeds[i] = 1 / (float) StrictMath.pow((float) base, (float) (2 * i) / width);
        }
        return new Rotation(speeds);
    }

    /**
     * Reads a configuration. If it has both, {@code rope_scaling} counts, as in {@code transformers}.
     *
     * @param width of a head, an even number
     * @throws FormatException if a way of scaling is not supported
     */
    public static Rotation of(ModelConfig config, int width) {
        Required.nonNull("Rotation: the configuration", config);
        ModelConfig scaling = config.below(config.isSet("rope_scaling") ? "rope_scaling" : "rope_parameters");
        double base = scaling != null && scaling.has("rope_theta")
                ? aboveZero(scaling, "rope_theta")
                : config.has("rope_theta") ? aboveZero(config, "rope_theta") : BASE;
        float[] speeds = of(base, width).speeds;
        if (scaling != null) {
            scale(speeds, scaling, config);
        }
        for (ModelConfig each : scaling == null ? new ModelConfig[] {config} : new ModelConfig[] {config, scaling}) {
            if (each.number("partial_rotary_factor", 1) != 1) {
                throw each.unsupported("partial_rotary_factor", "1");
            }
        }
        return new Rotation(speeds);
    }

    private static void scale(float[] speeds, ModelConfig scaling, ModelConfig config) {
        String key = scaling.has("rope_type") || !scaling.has("type") ? "rope_type" : "type";
        switch (scaling.text(key, "default")) {
            case "default" -> {}
            case "linear" -> {
                float factor = (float) aboveZero(scaling, "factor");
                for (int i = 0; i < speeds.length; i++) {
                    speeds[i] /= factor;
                }
            }
            case "llama3" -> {
                int trained = scaling.has("original_max_position_embeddings")
                        ? scaling.positive("original_max_position_embeddings")
                        : config.positive("max_position_embeddings");
                Llama3 form = new Llama3(aboveZero(scaling, "factor"), aboveZero(scaling, "low_freq_factor"),
                        aboveZero(scaling, "high_freq_factor"), trained);
                if (form.high <= form.low) {
                    throw scaling.unsupported("high_freq_factor", "more than low_freq_factor, " + form.low);
                }
                for (int i = 0; i < speeds.length; i++) {
                    speeds[i] = form.scaled(speeds[i]);
                }
            }
            case "longrope" -> {
                double[] factors = scaling.numbers("short_factor", speeds.length);
                if (!Arrays.equals(factors, scaling.numbers("long_factor", speeds.length))) {
                    throw scaling.unsupported("long_factor", "the short_factor, as one for all lengths is supported");
                }
                if (scaling.number("attention_factor") != 1) {
                    throw scaling.unsupported("attention_factor", "1");
                }
                for (int i = 0; i < speeds.length; i++) {
                    if (!((float) factors[i] > 0)) {
                        throw scaling.unsupported("short_factor", "numbers above 0");
                    }
                    speeds[i] /= (float) factors[i];
                }
            }
            default -> throw scaling.unsupported(key, "default, linear, llama3, or longrope of one kind");
        }
    }

    private static double aboveZero(ModelConfig config, String key) {
        double value = config.number(key);
        if (!((float) value > 0) || Float.isInfinite((float) value)) {
            throw config.unsupported(key, "a number above 0");
        }
        return value;
    }

    /**
     * The scaling of Llama 3.1: turns that are slow for the texts of the first training are made slower by the factor,
     * fast ones stay, and between them is a smooth passage.
     *
     * @param trained tokens of the texts of the first training
     */
    private record Llama3(double factor, double low, double high, int trained) {
        float scaled(float speed) {
            float wavelength = (float) (2 * Math.PI / speed);
            if (wavelength > trained / low) {
                return (float) (speed / factor);
            }
            if (wavelength < trained / high) {
                return speed;
            }
            double smooth = (trained / wavelength - low) / (high - low);
            return (float) ((1 - smooth) * speed / factor + smooth * speed);
        }
    }

    /** Cosines, then sines, of the positions from 0 on: {@code [positions, width of a head]}. */
    private Tensor table(int positions) {
        int half = speeds.length;
        float[] values = new float[Shape.of(positions, 2 * half).size()];
        for (int p = 0; p < positions; p++) {
            for (int i = 0; i < half; i++) {
                float angle = p * speeds[i];
                values[p * 2 * half + i] = (float) StrictMath.cos(angle);
                values[p * 2 * half + half + i] = (float) StrictMath.sin(angle);
            }
        }
        return Tensor.wrap(values, Shape.of(positions, 2 * half));
    }
}
