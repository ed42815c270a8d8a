package dev.lanewise.tensor;

import dev.lanewise.ops.BagOptions;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.Convolution;
import dev.lanewise.ops.DenseLinalg;
import dev.lanewise.ops.Embeddings;
import dev.lanewise.ops.Interpolation;
import dev.lanewise.ops.Patch;
import dev.lanewise.ops.Patches;
import dev.lanewise.ops.Resampling;
import dev.lanewise.random.RandomSource;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** The public functions of tensors, found by reflection so that new ones are met as well, and arguments for them. */
final class PublicFunctions {
    private static final List<Class<?>> HOMES = List.of(
            Tensor.class, IntTensor.class, BoolTensor.class, Activations.class, Pointwise.class, Shapes.class,
            Diagonals.class, Indexing.class, Sorting.class, Scans.class, Statistics.class, Linalg.class, Bits.class,
            Convolution.class, DenseLinalg.class, Embeddings.class, Resampling.class, Patches.class, Autograd.class,
            GradientCheck.class,
            Anomaly.class,
            RandomSource.class);

    private static final Tensor SQUARE = Tensor.eye(3);
    private static final Function<Tensor, Tensor> ONE = Tensor::square;
    private static final Function<Tensor[], Tensor> SEVERAL = in -> in.length == 0 ? Tensor.scalar(1) : in[0].square();

    /** A valid argument of each type of reference. */
    private static final Map<String, Object> SAMPLES = Map.ofEntries(
            Map.entry("dev.lanewise.tensor.Tensor", SQUARE),
            Map.entry("dev.lanewise.tensor.IntTensor", IntTensor.of(Shape.of(1, 3), 1, 0, 2)),
            Map.entry("dev.lanewise.tensor.BoolTensor", BoolTensor.of(true, false, true)),
            Map.entry("dev.lanewise.tensor.Tensor[]", new Tensor[] {SQUARE}),
            Map.entry("dev.lanewise.tensor.IntTensor[]", new IntTensor[] {IntTensor.of(1, 0, 2)}),
            Map.entry("dev.lanewise.tensor.BoolTensor[]", new BoolTensor[] {BoolTensor.of(true)}),
            Map.entry("dev.lanewise.tensor.Shape", Shape.of(3)),
            Map.entry("dev.lanewise.ops.BagOptions", BagOptions.defaults()),
            Map.entry("dev.lanewise.ops.ConvOptions", ConvOptions.defaults()),
            Map.entry("dev.lanewise.tensor.PadMode", PadMode.REFLECT),
            Map.entry("dev.lanewise.tensor.Graph", Graph.FREE),
            Map.entry("dev.lanewise.ops.Interpolation", Interpolation.linear()),
            Map.entry("dev.lanewise.ops.Patch", Patch.of(2)),
            Map.entry("double[]", new double[] {2}),
            Map.entry("dev.lanewise.tensor.GradientHook", (GradientHook) gradient -> null),
            Map.entry("java.util.function.Function<dev.lanewise.tensor.Tensor, dev.lanewise.tensor.Tensor>", ONE),
            Map.entry("java.util.function.Function<dev.lanewise.tensor.Tensor[], dev.lanewise.tensor.Tensor>", SEVERAL),
            Map.entry("java.lang.String", "i->i"),
            Map.entry("int[]", new int[] {0}));

    private PublicFunctions() {}

    static Stream<Method> all() {
        return HOMES.stream().flatMap(home -> Arrays.stream(home.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge());
    }

    /** Home, name and types of the parameters. */
    static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName() + Arrays
                .stream(method.getParameterTypes()).map(Class::getSimpleName).toList();
    }

    /** Calls a function, an instance's on a valid one. */
    static void call(Method method, Object... arguments) throws ReflectiveOperationException {
        method.invoke(Modifier.isStatic(method.getModifiers()) ? null : receiver(method.getDeclaringClass()),
                arguments);
    }

    /** A valid argument. */
    static Object sample(Method method, int i) {
        Class<?> type = method.getParameterTypes()[i];
        if (type == int.class) {
            return 0;
        }
        if (type == double.class || type == float.class) {
            return type == double.class ? (Object) 0.5 : (Object) 0.5f;
        }
        if (type == boolean.class) {
            return true;
        }
        Object sample = SAMPLES.get(method.getGenericParameterTypes()[i].getTypeName());
        return sample == null && type.isArray() ? Array.newInstance(type.componentType(), 0) : sample;
    }

    private static Object receiver(Class<?> home) {
        return home == RandomSource.class
                ? RandomSource.seed(1)
                : Objects.requireNonNull(SAMPLES.get(home.getName()));
    }
}
