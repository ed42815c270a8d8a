package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Seeds;
import dev.lanewise.ops.ConvOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every public function of tensors, given shapes, axes, indices and numbers that hardly ever fit, computes something or
 * says in a sentence what is wrong: no failure of Java's own comes out.
 */
@Tag("quick")
class HostileArgumentsTest {
    private static final int CALLS = 400;
    private static final Set<Class<?>> REFUSALS = Set.of(
            IllegalArgumentException.class, IndexOutOfBoundsException.class, IllegalStateException.class,
            ArithmeticException.class, UnsupportedOperationException.class);

    private static final int[] INTS = {Integer.MIN_VALUE, -99, -2, -1, 0, 1, 2, 3, 99};
    private static final double[] NUMBERS = {Double.NEGATIVE_INFINITY, -1e300, -1, 0, 0.5, 1, 1e300, Double.NaN};
    private static final int[][] SHAPES = {{}, {0}, {1}, {3}, {2, 3}, {3, 3}, {0, 3}, {3, 0}, {2, 1, 3}, {1, 1, 1, 1}};
    private static final List<String> EQUATIONS = List.of("", "->", "i", "i->i", "ij,jk->ik", "ii", "i,i", "...", ",");

    static Stream<Method> functions() {
        return PublicFunctions.all().filter(method -> method.getParameterCount() > 0);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void aSentenceSaysWhatIsWrong(Method method) throws ReflectiveOperationException {
        SplittableRandom random = Seeds.random(method.getName().hashCode());
        for (int call = 0; call < CALLS; call++) {
            Object[] arguments = new Object[method.getParameterCount()];
            Arrays.setAll(arguments, i -> argument(method, i, random));
            try {
                PublicFunctions.call(method, arguments);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof OutOfMemoryError) {
                    continue; // that many ints were asked for
                }
                assertThat(REFUSALS.contains(e.getCause().getClass())
                        && String.valueOf(e.getCause().getMessage()).matches("(?s)\\w.*: .*|(shape|axis) .*"))
                        .as("%s of %s: %s", PublicFunctions.name(method), Arrays.deepToString(arguments), e.getCause())
                        .isTrue();
            }
        }
    }

    private static Object argument(Method method, int i, SplittableRandom random) {
        Class<?> type = method.getParameterTypes()[i];
        if (type == int.class) {
            int number = number(random);
            return method.getName().equals("arange") ? Math.max(-99, number) : number; // not gigabytes of ints
        }
        if (type == long.class) {
            return (long) number(random);
        }
        if (type == double.class) {
            return NUMBERS[random.nextInt(NUMBERS.length)];
        }
        if (type == float.class) {
            return (float) NUMBERS[random.nextInt(NUMBERS.length)];
        }
        if (type == boolean.class) {
            return random.nextBoolean();
        }
        if (type == int[].class) {
            return random.ints(random.nextInt(4), 0, INTS.length).map(at -> INTS[at]).toArray();
        }
        if (type == String.class) {
            return EQUATIONS.get(random.nextInt(EQUATIONS.size()));
        }
        Map<Class<?>, Object> made = Map.of(
                Shape.class, shape(random), Tensor.class, tensor(random), IntTensor.class, ints(random),
                BoolTensor.class, tensor(random).gt(0), ConvOptions.class, options(random),
                Tensor[].class, Stream.generate(() -> tensor(random)).limit(random.nextInt(4)).toArray(Tensor[]::new),
                IntTensor[].class, Stream.generate(() -> ints(random)).limit(random.nextInt(4))
                        .toArray(IntTensor[]::new));
        return made.containsKey(type) ? made.get(type) : PublicFunctions.sample(method, i);
    }

    private static ConvOptions options(SplittableRandom random) {
        int[] sizes = {1, 1, 2, 3, Integer.MAX_VALUE};
        int[] chosen = random.ints(4, 0, sizes.length).map(at -> sizes[at]).toArray();
        ConvOptions options = ConvOptions.defaults().stride(chosen[0]).dilation(1, chosen[1]).groups(chosen[2]);
        return switch (random.nextInt(4)) {
            case 0 -> options.padding(chosen[3]);
            case 1 -> options.dilation(chosen[1]).padding(chosen[3], 0).paddingMode(PadMode.REFLECT);
            case 2 -> options.dilation(chosen[1]).outputPadding(chosen[3] - 1);
            default -> options.dilation(chosen[1]).paddingSame();
        };
    }

    private static int number(SplittableRandom random) {
        return INTS[random.nextInt(INTS.length)];
    }

    private static Shape shape(SplittableRandom random) {
        return Shape.of(SHAPES[random.nextInt(SHAPES.length)]);
    }

    private static Tensor tensor(SplittableRandom random) {
        Shape shape = shape(random);
        return Tensor.arange(shape.size()).sub(2).reshape(shape).requiresGrad(random.nextBoolean());
    }

    private static IntTensor ints(SplittableRandom random) {
        Shape shape = shape(random);
        int[] values = new int[shape.size()];
        Arrays.setAll(values, i -> random.nextInt(3) > 0 ? random.nextInt(3) : number(random));
        return IntTensor.of(shape, values);
    }
}
