package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every public function of tensors refuses null, as an argument and within an array, in a sentence that says whose it
 * is.
 */
@Tag("quick")
class NullsTest {
    /** Where null has a meaning: method and position. */
    private static final Set<String> NULLABLE = Set.of(
            "equals 0", "setGrad 0", "linear 2", "conv1d 2", "conv2d 2", "conv3d 2", "convTranspose1d 2",
            "convTranspose2d 2", "convTranspose3d 2", "embeddingBag 2", "embeddingBag 3");

    static Stream<Arguments> nulls() {
        return PublicFunctions.all().flatMap(NullsTest::nulls);
    }

    private static Stream<Arguments> nulls(Method method) {
        List<Arguments> all = new ArrayList<>();
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i].isPrimitive() || NULLABLE.contains(method.getName() + " " + i)) {
                continue;
            }
            String name = PublicFunctions.name(method) + ", argument " + i;
            all.add(Arguments.argumentSet(name, method, i, null));
            if (types[i].isArray() && !types[i].componentType().isPrimitive()) {
                Object array = Array.newInstance(types[i].componentType(), 1);
                all.add(Arguments.argumentSet(name + " of a null", method, i, array));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("nulls")
    void nullIsRefused(Method method, int position, @Nullable Object given) {
        Object[] arguments = new Object[method.getParameterCount()];
        Arrays.setAll(arguments, i -> i == position ? given : PublicFunctions.sample(method, i));
        Throwable thrown = catchThrowable(() -> PublicFunctions.call(method, arguments));
        assertThat(thrown).as("nothing was thrown").isInstanceOf(InvocationTargetException.class);
        assertThat(thrown.getCause()).isInstanceOf(IllegalArgumentException.class)
                .message().matches("[\\w ]+: .*\\bnull\\b.*");
    }
}
