package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.whole;

import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Shape;
import java.util.function.DoubleBinaryOperator;

/** Rows for comparisons and for logic. */
final class CompareOpTable extends OpTable {
    CompareOpTable() {
        String reason = "a comparison is a step: its result holds booleans";
        comparison(reason, "eq", CompareOp.Eq.class, x -> x[0].eq(x[1]), (a, b) -> a == b ? 1 : 0);
        comparison(reason, "ne", CompareOp.Ne.class, x -> x[0].ne(x[1]), (a, b) -> a == b ? 0 : 1);
        comparison(reason, "lt", CompareOp.Lt.class, x -> x[0].lt(x[1]), (a, b) -> a < b ? 1 : 0);
        comparison(reason, "le", CompareOp.Le.class, x -> x[0].le(x[1]), (a, b) -> a <= b ? 1 : 0);
        comparison(reason, "gt", CompareOp.Gt.class, x -> x[0].gt(x[1]), (a, b) -> a > b ? 1 : 0);
        comparison(reason, "ge", CompareOp.Ge.class, x -> x[0].ge(x[1]), (a, b) -> a >= b ? 1 : 0);
        String logic = "takes and gives booleans or ints";
        comparison(logic, "BoolTensor.and", LogicOp.And.class, x -> x[0].gt(0f).and(x[1].gt(-1f)),
                (a, b) -> a > 0 && b > -1 ? 1 : 0);
        comparison(logic, "BoolTensor.or", LogicOp.And.class, x -> x[0].gt(0f).or(x[1].gt(0f)),
                (a, b) -> a > 0 || b > 0 ? 1 : 0);
        row("BoolTensor.not", LogicOp.Not.class, x -> x[0].gt(0f).not(), x -> x[0].map(a -> a > 0 ? 0 : 1))
                .from(whole()).on(dims()).on(dims(5)).on(dims(0, 2)).on(dims(2, 3)).exact().withoutGradient(logic);
        row("IntTensor.eq", IntOp.Compare.class,
                x -> x[0].argmax(-1).eq(IntTensor.wrap(new int[x[0].dim(0)], Shape.of(x[0].dim(0)))),
                x -> Reference.generate(dims(x[0].dims[0]), i -> x[0].argmax(i[0]) == 0 ? 1 : 0))
                .from(whole()).on(dims(6, 3)).on(dims(0, 3)).exact().withoutGradient(logic);
        row("BoolTensor.toTensor", LogicOp.ToFloat.class, x -> x[0].gt(0f).toTensor(),
                x -> x[0].map(a -> a > 0 ? 1 : 0))
                .on(dims()).on(dims(7)).on(dims(2, 0)).exact().withoutGradient(logic);
        row("IntTensor.toTensor", LogicOp.ToFloat.class, x -> x[0].argmax(-1).toTensor(),
                x -> Reference.generate(dims(x[0].dims[0]), i -> x[0].argmax(i[0])))
                .on(dims(5, 4)).on(dims(0, 4)).exact().withoutGradient(logic);
    }

    private void comparison(
            String reason, String name, Class<? extends Op> op, OpRow.Apply apply, DoubleBinaryOperator f) {
        broadcasting(name, op, apply, f).from(whole()).exact().withoutGradient(reason);
    }
}
