package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.drivers.Reductions;
import dev.lanewise.kernels.scalar.Coefficients;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Code of kernels: the CPU's constants, and the files beside this class. */
final class Sources {
    /** Files of functions, in the order in which they refer to each other. */
    private static final List<String> FUNCTIONS = List.of("math", "lanes");

    private Sources() {}

    /**
     * Options of the compiler. Contraction of products and sums is off in the code; division and roots are to be rounded
     * correctly, which is asked for where the device knows that option.
     */
    static String options(Device device) {
        return "-cl-std=CL1.2" + (device.roundsDivision() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
    }

    /** The CPU's constants, and the functions that kernels use. */
    static String functions() {
        StringBuilder source = new StringBuilder();
        constants(source);
        return source + FUNCTIONS.stream().map(Sources::read).collect(Collectors.joining());
    }

    private static void constants(StringBuilder source) {
        define(source, "CHAIN", Integer.toString(GemmKernels.CHAIN));
        define(source, "LANES", Integer.toString(ReduceKernels.LANES));
        define(source, "CHUNK", Integer.toString(ReduceKernels.CHUNK));
        define(source, "ROWS", Integer.toString(Reductions.ROWS));
        for (Field field : Coefficients.class.getFields()) {
            try {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == float.class) {
                    define(source, field.getName(),
                            "as_float(0x" + Integer.toHexString(Float.floatToRawIntBits(field.getFloat(null))) + ")");
                } else if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
                    define(source, field.getName(), Integer.toString(field.getInt(null)));
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("gpu: the constant " + field.getName() + " cannot be read", e);
            }
        }
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
