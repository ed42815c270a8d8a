package dev.lanewise.gpu;

import dev.lanewise.ops.ConvTail;
import dev.lanewise.ops.Window;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Ops with some attributes, of each class that is a record; for attributes of an enum with each of its constants. */
final class SampleOps {
    private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(
            Map.entry(int.class, 1), Map.entry(long.class, 1L), Map.entry(float.class, 1f),
            Map.entry(double.class, 0.5), Map.entry(boolean.class, false), Map.entry(String.class, "sample"),
            Map.entry(int[].class, new int[] {0}), Map.entry(List.class, List.of(1)),
            Map.entry(OptionalInt.class, OptionalInt.empty()), Map.entry(Shape.class, Shape.of(1)),
            Map.entry(Window.class, Window.of(1)), Map.entry(ConvTail.class, new ConvTail(false, false, null)),
            Map.entry(RandomSource.class, RandomSource.seed(1)),
            Map.entry(UnaryOp.class, new UnaryOp.Relu()));

    private SampleOps() {}

    static Class<?> type(String name) {
        try {
            return Class.forName(name, false, SampleOps.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ops of a class. */
    static Stream<Op> of(Class<?> type) {
        return records(type).map(Op.class::cast);
    }

    private static Stream<Object> records(Class<?> type) {
        RecordComponent[] parts = type.getRecordComponents();
        Object[] constants = Stream.of(parts).map(RecordComponent::getType).filter(Class::isEnum).findFirst()
                .<Object[]>map(Class::getEnumConstants)
                .orElse(new Object[1]);
        return Stream.of(constants).map(constant -> {
            try {
                Constructor<?> made = type.getDeclaredConstructor(
                        Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
                made.setAccessible(true);
                return made.newInstance(Arrays.stream(parts)
                        .map(part -> part.getType().isInstance(constant) ? constant : sample(part.getType()))
                        .toArray());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("no sample of " + type.getName() + Arrays.toString(parts), e);
            }
        });
    }

    /** Something of a type; null of classes that are no records, which ops only hold. */
    private static @Nullable Object sample(Class<?> type) {
        Object known = SAMPLES.get(type);
        if (known != null) {
            return known;
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type.isSealed()) {
            return sample(type.getPermittedSubclasses()[0]);
        }
        return type.isRecord() ? records(type).findFirst().orElseThrow() : null;
    }
}
