package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.distinct;
import static dev.lanewise.optable.Domain.nonZero;

import dev.lanewise.optable.OpTable;

/** Rows for arithmetic on two tensors that broadcast. */
final class BinaryOpTable extends OpTable {
    BinaryOpTable() {
        broadcasting("add", BinaryOp.Add.class, x -> x[0].add(x[1]), (a, b) -> a + b).exact();
        broadcasting("sub", BinaryOp.Sub.class, x -> x[0].sub(x[1]), (a, b) -> a - b).exact();
        broadcasting("mul", BinaryOp.Mul.class, x -> x[0].mul(x[1]), (a, b) -> a * b).exact();
        broadcasting("div", BinaryOp.Div.class, x -> x[0].div(x[1]), (a, b) -> a / b)
                .from(between(-2, 2), nonZero()).exact();
        broadcasting("pow", BinaryOp.Pow.class, x -> x[0].pow(x[1]), Math::pow)
                .from(between(0.3, 2), nonZero()).ulps(1);
        broadcasting("maximum", BinaryOp.Max.class, x -> x[0].maximum(x[1]), Math::max)
                .from(distinct(0), distinct(0.05)).exact();
        broadcasting("minimum", BinaryOp.Min.class, x -> x[0].minimum(x[1]), Math::min)
                .from(distinct(0), distinct(0.05)).exact();
    }
}
