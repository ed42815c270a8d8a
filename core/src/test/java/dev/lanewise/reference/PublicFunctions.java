package dev.lanewise.reference;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;

import dev.lanewise.ClassScan;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Value;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The functions that users call to compute values: methods of tensors, and of the homes beside them. */
final class PublicFunctions {
    private static final Set<String> PACKAGES = Set.of("dev.lanewise.tensor", "dev.lanewise.ops", "dev.lanewise.loss",
            "dev.lanewise.random");

    /** What rows begin with that do not mean the method of Tensor, but its namesake in a home. */
    private static final Map<String, String> NAMESAKES = Map.of(
            "slice in ", "Shapes.slice",
            "argmax of all", "Statistics.argmax",
            "argmin of all", "Statistics.argmin",
            "std with correction", "Statistics.std",
            "variance with correction", "Statistics.variance");

    private static final Map<String, Set<String>> BY_CLASS = new TreeMap<>();

    static {
        List<Class<?>> types = ClassScan.beside(Op.class, PublicFunctions::mayHold).stream()
                .filter(type -> Modifier.isPublic(type.getModifiers()) && (Value.class.isAssignableFrom(type)
                        || type == RandomSource.class || isHome(type)))
                .collect(toList());
        Map<String, Long> homes = types.stream().filter(type -> !isAlwaysQualified(type))
                .flatMap(type -> methods(type).distinct()).collect(groupingBy(name -> name, counting()));
        for (Class<?> type : types) {
            BY_CLASS.put(type.getSimpleName(), methods(type)
                    .map(name -> homes.getOrDefault(name, 2L) > 1 || isAlwaysQualified(type)
                            ? type.getSimpleName() + "." + name
                            : name)
                    .collect(toCollection(TreeSet::new)));
        }
    }

    private PublicFunctions() {}

    /**
     * The functions of each class, by the names that rows of tables begin with; those of several classes, and of {@code
     * IntTensor} and {@code BoolTensor}, have the class before them.
     */
    static Map<String, Set<String>> byClass() {
        return Collections.unmodifiableMap(BY_CLASS);
    }

    /** The name of a method in a class of functions, as {@link #byClass} gives it. */
    static String nameOf(String type, String method) {
        Set<String> names = BY_CLASS.getOrDefault(type, Set.of());
        return names.contains(method) ? method : type + "." + method;
    }

    private static boolean mayHold(String name) {
        return PACKAGES.contains(name.substring(0, name.lastIndexOf('.'))) && !name.contains("$");
    }

    /** A class of static methods that nobody can make an object of; or a loss with options, whose function is "of". */
    private static boolean isHome(Class<?> type) {
        if (type.getSimpleName().endsWith("Loss")) {
            return true;
        }
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        return constructors.length == 1 && Modifier.isPrivate(constructors[0].getModifiers())
                && constructors[0].getParameterCount() == 0;
    }

    private static boolean computes(Method method) {
        return Modifier.isPublic(method.getModifiers()) && !method.isSynthetic() && holdsValues(method.getReturnType());
    }

    private static boolean holdsValues(Class<?> type) {
        if (type.isArray()) {
            return holdsValues(type.getComponentType());
        }
        return Value.class.isAssignableFrom(type) || Collection.class.isAssignableFrom(type)
                || type.isRecord() && List.of(type.getRecordComponents()).stream()
                        .map(RecordComponent::getType).anyMatch(PublicFunctions::holdsValues);
    }

    private static Stream<String> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods()).filter(PublicFunctions::computes).map(Method::getName);
    }

    private static boolean isAlwaysQualified(Class<?> type) {
        return type == IntTensor.class || type == BoolTensor.class;
    }

    /** The function that a row is about. */
    static String functionOf(String row) {
        String function = row.split("[^A-Za-z0-9.]", 2)[0];
        if (!BY_CLASS.getOrDefault("Tensor", Set.of()).contains("Tensor." + function)) {
            return function;
        }
        return NAMESAKES.entrySet().stream().filter(namesake -> row.startsWith(namesake.getKey()))
                .map(Map.Entry::getValue).findFirst().orElse("Tensor." + function);
    }
}
