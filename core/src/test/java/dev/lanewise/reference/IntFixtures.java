package dev.lanewise.reference;

import dev.lanewise.tensor.Bits;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Statistics;

/** Ints and booleans. */
final class IntFixtures extends Fixtures {
    IntFixtures() {
        arithmetic();
        comparisons();
        logic();
        ints();
        bools();
    }

    private void arithmetic() {
        on("IntTensor.add", in -> in.ints(0).add(in.ints(1)));
        on("IntTensor.sub", in -> in.ints(0).sub(in.ints(1)));
        on("IntTensor.mul", in -> in.ints(0).mul(in.ints(1)));
        on("IntTensor.floorDiv", in -> in.ints(0).floorDiv(in.ints(1)));
        on("IntTensor.remainder", in -> in.ints(0).remainder(in.ints(1)));
        on("IntTensor.maximum", in -> in.ints(0).maximum(in.ints(1)));
        on("IntTensor.minimum", in -> in.ints(0).minimum(in.ints(1)));
        on("and", in -> Bits.and(in.ints(0), in.ints(1)));
        on("or", in -> Bits.or(in.ints(0), in.ints(1)));
        on("xor", in -> Bits.xor(in.ints(0), in.ints(1)));
        on("shiftLeft", in -> Bits.shiftLeft(in.ints(0), in.ints(1).abs()));
        on("shiftRight", in -> Bits.shiftRight(in.ints(0), in.ints(1).abs()));
        on("IntTensor.neg", in -> in.ints(0).neg());
        on("IntTensor.abs", in -> in.ints(0).abs());
        on("IntTensor.clamp", in -> in.ints(0).clamp(-2, 4));
        on("IntTensor.truncated", in -> IntTensor.truncated(in.tensor(0)));
    }

    private void comparisons() {
        on("IntTensor.eq", in -> in.ints(0).eq(in.ints(1)));
        on("IntTensor.ne", in -> in.ints(0).ne(in.ints(1)));
        on("IntTensor.lt", in -> in.ints(0).lt(in.ints(1)));
        on("IntTensor.le", in -> in.ints(0).le(in.ints(1)));
        on("IntTensor.gt", in -> in.ints(0).gt(in.ints(1)));
        on("IntTensor.ge", in -> in.ints(0).ge(in.ints(1)));
        on("IntTensor.sum", in -> in.ints(0).sum(1));
        on("IntTensor.prod", in -> in.ints(0).prod(1));
        on("IntTensor.max", in -> in.ints(0).max(0));
        on("IntTensor.min", in -> in.ints(0).min(1));
    }

    private void logic() {
        on("BoolTensor.xor", in -> in.bools(0).xor(in.bools(1)));
        on("BoolTensor.eq", in -> in.bools(0).eq(in.bools(1)));
        on("BoolTensor.toInts", in -> in.bools(0).toInts());
        on("IntTensor.sum with keepDim", in -> in.ints(0).sum(true, 1));
        on("IntTensor.prod with keepDim", in -> in.ints(0).prod(true, 1));
        on("IntTensor.max with keepDim", in -> in.ints(0).max(true, 0, 1));
        on("IntTensor.min with keepDim", in -> in.ints(0).min(true, 0));
        on("any with keepDim", in -> Statistics.any(in.bools(0), true, 0));
        on("all with keepDim", in -> Statistics.all(in.bools(0), true, 1));
        on("count with keepDim", in -> Statistics.count(in.bools(0), true, 0, 1));
        on("any", in -> Statistics.any(in.bools(0), 0));
        on("all", in -> Statistics.all(in.bools(0), 0));
        on("count", in -> Statistics.count(in.bools(0), 1));
        on("where of ints", in -> Indexing.where(in.bools(0), in.ints(1), in.ints(2)));
    }

    private void ints() {
        on("IntTensor.reshape of three axes", in -> in.ints(0).reshape(3, -1));
        on("IntTensor.flatten", in -> in.ints(0).flatten(1));
        on("IntTensor.squeeze", in -> in.ints(0).squeeze(0));
        on("IntTensor.unsqueeze", in -> in.ints(0).unsqueeze(-1));
        on("IntTensor.permute", in -> in.ints(0).permute(2, 0, 1));
        on("IntTensor.slice", in -> in.ints(0).slice(2, 1, 3));
        on("IntTensor.select", in -> in.ints(0).select(1, -1));
        on("IntTensor.broadcastTo", in -> in.ints(0).broadcastTo(Shape.of(2, 2, 3)));
        on("IntTensor.concat", in -> IntTensor.concat(1, in.ints(0), in.ints(0)));
        on("IntTensor.stack", in -> IntTensor.stack(-1, in.ints(0), in.ints(0)));
    }

    private void bools() {
        on("BoolTensor.reshape of three axes", in -> in.bools(0).reshape(3, -1));
        on("BoolTensor.flatten", in -> in.bools(0).flatten(1));
        on("BoolTensor.squeeze", in -> in.bools(0).squeeze(0));
        on("BoolTensor.unsqueeze", in -> in.bools(0).unsqueeze(-1));
        on("BoolTensor.permute", in -> in.bools(0).permute(2, 0, 1));
        on("BoolTensor.slice", in -> in.bools(0).slice(2, 1, 3));
        on("BoolTensor.select", in -> in.bools(0).select(1, -1));
        on("BoolTensor.broadcastTo", in -> in.bools(0).broadcastTo(Shape.of(2, 2, 3)));
        on("BoolTensor.concat", in -> BoolTensor.concat(1, in.bools(0), in.bools(0)));
        on("BoolTensor.stack", in -> BoolTensor.stack(-1, in.bools(0), in.bools(0)));
    }
}
