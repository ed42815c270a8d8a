package dev.lanewise.reference;

import dev.lanewise.ClassScan;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The functions that users call to compute values: methods of tensors, and of the homes beside them. */
final class PublicFunctions {
    private static final Set<String> PACKAGES = Set.of("dev.lanewise.tensor", "dev.lanewise.ops", "dev.lanewise.loss");

    private PublicFunctions() {}

    /** The functions of each class, by the names that rows of tables begin with. */
    static Map<String, Set<String>> byClass() {
        Map<String, Set<String>> functions = new TreeMap<>();
        for (Class<?> type : ClassScan.beside(Op.class, PublicFunctions::mayHold)) {
            if (Modifier.isPublic(type.getModifiers()) && (Value.class.isAssignableFrom(type) || isHome(type))) {
                Set<String> names = new TreeSet<>();
                Arrays.stream(type.getDeclaredMethods()).filter(PublicFunctions::computes)
                        .forEach(method -> names.add(name(type, method)));
                functions.put(type.getSimpleName(), names);
            }
        }
        return functions;
    }

    private static boolean mayHold(String name) {
        return PACKAGES.contains(name.substring(0, name.lastIndexOf('.'))) && !name.contains("$");
    }

    /** A class of static methods that nobody can make an object of. */
    private static boolean isHome(Class<?> type) {
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

    private static String name(Class<?> type, Method method) {
        boolean qualified = type == IntTensor.class || type == BoolTensor.class;
        return qualified ? type.getSimpleName() + "." + method.getName() : method.getName();
    }

    /** What a row's name begins with. */
    static String functionOf(String row) {
        return row.split("[^A-Za-z0-9.]", 2)[0];
    }
}
