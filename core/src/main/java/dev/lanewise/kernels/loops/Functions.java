package dev.lanewise.kernels.loops;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The functions of one argument that a leaf defines: the public static methods {@code V name(V)} of some classes, where
 * V is a float or a vector of floats. To add a function, write such a method in each leaf.
 *
 * @param value V
 * @param homes the classes that define them
 */
public record Functions(Class<?> value, List<Class<?>> homes) {
    /** The names of all functions. */
    public Set<String> names() {
        return methods().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The class that defines a function. */
    Class<?> home(String function) {
        return methods()
                .filter(method -> method.getName().equals(function))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("loop: no public static method " + function + "("
                        + value.getSimpleName() + ") in "
                        + homes.stream().map(Class::getSimpleName).collect(Collectors.joining(", "))))
                .getDeclaringClass();
    }

    private Stream<Method> methods() {
        return homes.stream()
                .flatMap(home -> Arrays.stream(home.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getReturnType() == value
                        && Arrays.equals(method.getParameterTypes(), new Class<?>[] {value}));
    }
}
