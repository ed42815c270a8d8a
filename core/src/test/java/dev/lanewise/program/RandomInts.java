package dev.lanewise.program;

import dev.lanewise.tensor.Bits;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Functions of ints and booleans; the program goes on with floats made of them. */
final class RandomInts {
    /** From two tensors of ints. */
    @FunctionalInterface
    private interface Comparison {
        BoolTensor of(IntTensor a, IntTensor b);
    }

    /** From one value with at least an axis and an element, and an axis of it. */
    @FunctionalInterface
    private interface Arrangement<T> {
        T of(T x, int axis);
    }

    static final List<RandomRow> ROWS = Stream.of(pairs(), comparisons(), arrangements(), bools())
            .flatMap(List::stream).toList();

    private RandomInts() {}

    /** Ints of moderate size, some of which are equal. */
    static IntTensor of(Tensor a) {
        return IntTensor.truncated(Pointwise.nanToNum(a.detach()).clamp(-50, 50).mul(3f));
    }

    /** Ints from 0 to {@code bound - 1}. */
    static IntTensor below(Tensor a, int bound) {
        return of(a).remainder(bound);
    }

    private static RandomRow pair(String name, BinaryOperator<IntTensor> function) {
        return RandomRow.with(name, (ops, a) -> ops.keep(function.apply(of(a), of(ops.partner(a)))));
    }

    private static List<RandomRow> pairs() {
        return List.of(
                pair("IntTensor.add", IntTensor::add),
                pair("IntTensor.add of a number", (a, _) -> a.add(7)),
                pair("IntTensor.sub", IntTensor::sub),
                pair("IntTensor.mul", IntTensor::mul),
                pair("IntTensor.floorDiv", (a, b) -> a.floorDiv(b.abs().add(1))),
                pair("IntTensor.floorDiv by a number", (a, _) -> a.floorDiv(-7)),
                pair("IntTensor.remainder", (a, b) -> a.remainder(b.abs().add(1).neg())),
                pair("IntTensor.maximum", IntTensor::maximum),
                pair("IntTensor.minimum", IntTensor::minimum),
                pair("IntTensor.neg", (a, _) -> a.neg()),
                pair("IntTensor.abs", (a, _) -> a.abs()),
                pair("IntTensor.clamp", (a, _) -> a.clamp(-3, 4)),
                pair("Bits.and", Bits::and),
                pair("Bits.or", Bits::or),
                pair("Bits.xor", Bits::xor),
                pair("Bits.shiftLeft", (a, b) -> Bits.shiftLeft(a, b.remainder(8))),
                pair("Bits.shiftRight", (a, b) -> Bits.shiftRight(a, b.remainder(8))));
    }

    private static RandomRow comparison(String name, Comparison function) {
        return RandomRow.with(name, (ops, a) -> ops.keep(function.of(of(a), of(ops.partner(a)))));
    }

    private static List<RandomRow> comparisons() {
        return List.of(
                comparison("IntTensor.eq", IntTensor::eq),
                comparison("IntTensor.ne", IntTensor::ne),
                comparison("IntTensor.lt", IntTensor::lt),
                comparison("IntTensor.le", (a, _) -> a.le(2)),
                comparison("IntTensor.gt", IntTensor::gt),
                comparison("IntTensor.ge", IntTensor::ge),
                comparison("BoolTensor.and", (a, b) -> a.lt(1).and(b.gt(-1))),
                comparison("BoolTensor.or", (a, b) -> a.lt(1).or(b.gt(-1))),
                comparison("BoolTensor.xor", (a, b) -> a.lt(1).xor(b.gt(-1))),
                comparison("BoolTensor.not", (a, _) -> a.lt(1).not()),
                comparison("BoolTensor.eq", (a, b) -> a.lt(1).eq(b.gt(-1))));
    }

    private static RandomRow arrangement(String name, Arrangement<IntTensor> function) {
        return RandomRow.full("IntTensor." + name, 1, (ops, a) -> ops.keep(function.of(of(a), ops.axis(a))));
    }

    private static List<RandomRow> arrangements() {
        return List.of(
                arrangement("reshape", (x, _) -> x.reshape(x.size())),
                arrangement("flatten", IntTensor::flatten),
                arrangement("squeeze", (x, axis) -> x.slice(axis, 0, 1).squeeze(axis)),
                arrangement("unsqueeze", IntTensor::unsqueeze),
                arrangement("permute", (x, axis) -> x.permute(turned(x.shape(), axis))),
                arrangement("slice", (x, axis) -> x.slice(axis, x.shape().dim(axis) / 2, x.shape().dim(axis))),
                arrangement("select", (x, axis) -> x.select(axis, -1)),
                arrangement("broadcastTo", (x, _) -> x.broadcastTo(twice(x.shape()))),
                arrangement("concat", (x, axis) -> IntTensor.concat(axis, x, x.neg())),
                arrangement("stack", (x, axis) -> IntTensor.stack(axis, x, x.neg())),
                arrangement("sum", IntTensor::sum),
                arrangement("prod", IntTensor::prod),
                arrangement("max", IntTensor::max),
                arrangement("min", IntTensor::min),
                arrangement("toTensor", (x, _) -> IntTensor.truncated(x.toTensor().mul(0.3f))),
                arrangement("truncated", (x, _) -> IntTensor.truncated(x.toTensor())));
    }

    private static RandomRow bool(String name, Arrangement<BoolTensor> function) {
        return RandomRow.full("BoolTensor." + name, 1, (ops, a) -> ops.keep(function.of(a.gt(0.2f), ops.axis(a))));
    }

    private static List<RandomRow> bools() {
        return List.of(
                bool("reshape", (x, _) -> x.reshape(x.size())),
                bool("flatten", BoolTensor::flatten),
                bool("squeeze", (x, axis) -> x.slice(axis, 0, 1).squeeze(axis)),
                bool("unsqueeze", BoolTensor::unsqueeze),
                bool("permute", (x, axis) -> x.permute(turned(x.shape(), axis))),
                bool("slice", (x, axis) -> x.slice(axis, x.shape().dim(axis) / 2, x.shape().dim(axis))),
                bool("select", (x, axis) -> x.select(axis, -1)),
                bool("broadcastTo", (x, _) -> x.broadcastTo(twice(x.shape()))),
                bool("concat", (x, axis) -> BoolTensor.concat(axis, x, x.not())),
                bool("stack", (x, axis) -> BoolTensor.stack(axis, x, x.not())),
                bool("toTensor", (x, _) -> x.toTensor().gt(0.5f)),
                bool("toInts", (x, _) -> x.toInts().add(1).gt(1)));
    }

    private static int[] turned(Shape shape, int by) {
        return IntStream.range(0, shape.rank()).map(i -> (i + by) % shape.rank()).toArray();
    }

    private static Shape twice(Shape shape) {
        return Shape.of(IntStream.concat(IntStream.of(2), Arrays.stream(shape.dims())).toArray());
    }
}
