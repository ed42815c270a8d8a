package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.distinct;
import static dev.lanewise.optable.Domain.nonZero;

import dev.lanewise.optable.OpTable;
import dev.lanewise.tensor.Pointwise;

/** Rows for rounding to whole numbers, and for what is composed with it and with choices. */
final class RoundingOpTable extends OpTable {
    RoundingOpTable() {
        elementwise("round", RoundingOp.Round.class, Pointwise::round, Math::rint, distinct(0.03)).exact();
        elementwise("floor", RoundingOp.Floor.class, Pointwise::floor, Math::floor, distinct(0.03)).exact();
        elementwise("ceil", RoundingOp.Ceil.class, Pointwise::ceil, Math::ceil, distinct(0.03)).exact();
        elementwise("trunc", RoundingOp.Trunc.class, Pointwise::trunc, x -> x < 0 ? Math.ceil(x) : Math.floor(x),
                distinct(0.03)).exact();
        elementwise("frac", BinaryOp.Sub.class, Pointwise::frac, x -> x - (long) x, distinct(0.03)).exact();
        elementwise("nanToNum", IndexOp.Where.class, Pointwise::nanToNum, x -> x, between(-2, 2)).exact();
        row("lerp", IndexOp.Where.class, x -> Pointwise.lerp(x[0], x[1], x[2]),
                x -> x[0].zip(x[2], (a, w) -> a - w * a).zip(x[1].zip(x[2], (b, w) -> w * b), Double::sum))
                .on(dims(5), dims(5), dims(5)).on(dims(2, 3), dims(3), dims()).on(dims(), dims(), dims(2))
                .on(dims(0), dims(1), dims(1));
        broadcasting("xlogy", IndexOp.Where.class, x -> Pointwise.xlogy(x[0], x[1]), (a, b) -> a * Math.log(b))
                .from(nonZero(), between(0.3, 3));
        broadcasting("logaddexp", PreciseOp.Binary.class, x -> Pointwise.logaddexp(x[0], x[1]),
                (a, b) -> Math.log(Math.exp(a) + Math.exp(b))).from(nonZero(), distinct(0.07));
    }
}
