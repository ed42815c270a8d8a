package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lanewise.ops.DenseLinalg;
import dev.lanewise.random.RandomSource;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every public function of tensors refuses null, as an argument and within an array, in a sentence that says whose it
 * is. The functions are found by reflection, so that new ones are met as well.
 */
@Tag("quick")
class NullsTest {
    private static final List<Class<?>> HOMES = List.of(
            Tensor.class, IntTensor.class, BoolTensor.class, Activations.class, Pointwise.class, Shapes.class,
            Diagonals.class, Indexing.class, Sorting.class, Scans.class, Statistics.class, Linalg.class, Bits.class,
            DenseLinalg.class, Autograd.class, GradientCheck.class, Anomaly.class, RandomSource.class);

    /** Where null has a meaning: an argument, or for {@code equals} anything. */
    private static final Set<String> NULLABLE = Set.of("equals 0", "setGrad 0", "linear 2", "within 0");

    private static final Tensor SQUARE = Tensor.eye(3);
    private static final Function<Tensor, Tensor> ONE = Tensor::square;
    private static final Function<Tensor[], Tensor> SEVERAL = in -> in[0].square();

    /** A valid argument of each type of reference. */
    private static final Map<String, Object> SAMPLES = Map.ofEntries(
            Map.entry("dev.lanewise.tensor.Tensor", SQUARE),
            Map.entry("dev.lanewise.tensor.IntTensor", IntTensor.of(1, 0, 2)),
            Map.entry("dev.lanewise.tensor.BoolTensor", BoolTensor.of(true, false, true)),
            Map.entry("dev.lanewise.tensor.Tensor[]", new Tensor[] {SQUARE}),
            Map.entry("dev.lanewise.tensor.IntTensor[]", new IntTensor[] {IntTensor.of(1, 0, 2)}),
            Map.entry("dev.lanewise.tensor.BoolTensor[]", new BoolTensor[] {BoolTensor.of(true)}),
            Map.entry("dev.lanewise.tensor.Shape", Shape.of(3)),
            Map.entry("dev.lanewise.tensor.PadMode", PadMode.REFLECT),
            Map.entry("dev.lanewise.tensor.Graph", Graph.FREE),
            Map.entry("dev.lanewise.tensor.GradientHook", (GradientHook) gradient -> null),
            Map.entry("java.util.function.Function<dev.lanewise.tensor.Tensor, dev.lanewise.tensor.Tensor>", ONE),
            Map.entry("java.util.function.Function<dev.lanewise.tensor.Tensor[], dev.lanewise.tensor.Tensor>", SEVERAL),
            Map.entry("java.lang.String", "i->i"),
            Map.entry("int[]", new int[] {0}));

    static Stream<Arguments> nulls() {
        return HOMES.stream().flatMap(home -> Arrays.stream(home.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
                .flatMap(NullsTest::nulls);
    }

    private static Stream<Arguments> nulls(Method method) {
        List<Arguments> all = new ArrayList<>();
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i].isPrimitive() || NULLABLE.contains(method.getName() + " " + i)) {
                continue;
            }
            String name = method.getDeclaringClass().getSimpleName() + "." + method.getName()
                    + Arrays.toString(types) + ", argument " + i;
            all.add(Arguments.argumentSet(name, method, i, null));
            if (types[i].isArray() && !types[i].componentType().isPrimitive()) {
                all.add(Arguments.argumentSet(name + " of a null", method, i, Array.newInstance(types[i].componentType(), 1)));
            }
        }
        return all.stream();
    }

    private static Object sample(Method method, int i) {
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

    @ParameterizedTest
    @MethodSource("nulls")
    void nullIsRefused(Method method, int position, Object given) {
        Object[] arguments = new Object[method.getParameterCount()];
        Arrays.setAll(arguments, i -> i == position ? given : sample(method, i));
        Object receiver = Modifier.isStatic(method.getModifiers()) ? null : receiver(method.getDeclaringClass());
        Throwable thrown = catchThrowable(() -> method.invoke(receiver, arguments));
        assertThat(thrown).as("nothing was thrown").isInstanceOf(InvocationTargetException.class);
        assertThat(thrown.getCause()).isInstanceOf(IllegalArgumentException.class)
                .message().matches("[\\w.]+: .*\\bnull\\b.*");
    }

    private static Object receiver(Class<?> home) {
        return home == RandomSource.class
                ? RandomSource.seed(1)
                : Objects.requireNonNull(SAMPLES.get(home.getName()));
    }
}
