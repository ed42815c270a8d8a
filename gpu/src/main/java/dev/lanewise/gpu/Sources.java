package dev.lanewise.gpu;

import static java.util.stream.Collectors.toSet;

import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.drivers.Reductions;
import dev.lanewise.kernels.scalar.Coefficients;
import dev.lanewise.kernels.scalar.InverseNormal;
import dev.lanewise.kernels.scalar.Philox;
import dev.lanewise.kernels.scalar.ScalarPow;
import dev.lanewise.kernels.scalar.ScalarRounding;
import dev.lanewise.kernels.scalar.ScalarTrigonometry;
import dev.lanewise.kernels.sequence.AttentionSizes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Code of kernels: the CPU's constants, and the files beside this class. */
final class Sources {
    /** Files of functions, in the order in which they refer to each other. */
    private static final List<String> FILES = List.of(
            "math", "special", "ints", "doubles", "philox", "lanes", "lines", "vectors");

    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final Pattern DEFINITION = Pattern.compile("(?m)^(?:static [\\w* ]*?(\\w+)\\(|#define (\\w+))");

    /** What the files say, with the names that they define. */
    private static final SequencedMap<String, Set<String>> FUNCTIONS = functions();

    private Sources() {}

    /**
     * Options of the compiler. Contraction of products and sums is off in the code; division and roots are to be
     * rounded correctly, which is asked for where the device knows that option.
     */
    static String options(Device device) {
        return "-cl-std=CL1.2" + (device.roundsDivision() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
    }

    private static SequencedMap<String, Set<String>> functions() {
        SequencedMap<String, Set<String>> functions = new LinkedHashMap<>();
        for (String file : FILES) {
            String text = read(file);
            functions.put(text, names(text));
        }
        return functions;
    }

    /** Functions and macros that a file defines. */
    private static Set<String> names(String text) {
        return DEFINITION.matcher(text).results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .collect(toSet());
    }

    /** Kernels, after the constants of the CPU and those files of functions that they use. */
    static String program(String kernels, Device device) {
        String source = kernels;
        Set<String> used = words(kernels);
        for (Map.Entry<String, Set<String>> file : FUNCTIONS.reversed().entrySet()) {
            if (!Collections.disjoint(file.getValue(), used)) {
                source = file.getKey() + source;
                used.addAll(words(file.getKey()));
            }
        }
        StringBuilder begin = new StringBuilder("#pragma OPENCL FP_CONTRACT OFF\n");
        define(begin, "VECTOR", Integer.toString(device.vector()));
        constants(begin);
        return begin + source;
    }

    private static Set<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).collect(toSet());
    }

    private static void constants(StringBuilder source) {
        define(source, "CHAIN", Integer.toString(GemmKernels.CHAIN));
        define(source, "LANES", Integer.toString(ReduceKernels.LANES));
        define(source, "CHUNK", Integer.toString(ReduceKernels.CHUNK));
        define(source, "STRIP", Integer.toString(AttentionSizes.STRIP));
        define(source, "ROWS", Integer.toString(Reductions.ROWS));
        constants(source, "", Coefficients.class);
        constants(source, "ROUNDING_", ScalarRounding.class);
        constants(source, "POW_", ScalarPow.class);
        constants(source, "TRIG_", ScalarTrigonometry.class);
        constants(source, "NORMAL_", InverseNormal.class);
        constants(source, "PHILOX_", Philox.class);
    }

    /** The numbers that a class has public, with a prefix to their names. */
    private static void constants(StringBuilder source, String prefix, Class<?> owner) {
        for (Field field : owner.getFields()) {
            try {
                if (Modifier.isStatic(field.getModifiers())) {
                    define(source, prefix + field.getName(), literal(field.get(null)));
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("gpu: the constant " + field.getName() + " cannot be read", e);
            }
        }
    }

    /** A number as code, bit for bit; words of 32 bits are written as unsigned where they have the sign. */
    private static String literal(Object number) {
        return switch (number) {
            case Float x -> "as_float(0x" + Integer.toHexString(Float.floatToRawIntBits(x)) + ")";
            case Double x -> "as_double(0x" + Long.toHexString(Double.doubleToRawLongBits(x)) + "L)";
            case Integer x -> x < 0 ? "((int) 0x" + Integer.toHexString(x) + "u)" : x.toString();
            case Long x -> x + "L";
            default -> throw new IllegalArgumentException("gpu: the constant " + number + " is no number");
        };
    }

    private static void define(StringBuilder source, String name, String value) {
        source.append("#define ").append(name).append(' ').append(value).append('\n');
    }

    /** The text of a file. */
    static String read(String file) {
        String name = "kernels/" + file + ".cl";
        try (InputStream in = Sources.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("gpu: the file " + name + " is missing from the library");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
