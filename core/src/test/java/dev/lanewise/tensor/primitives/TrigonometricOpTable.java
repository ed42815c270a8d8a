package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.between;

import dev.lanewise.optable.OpTable;
import dev.lanewise.tensor.Pointwise;

/** Rows for sine and cosine, near 0 and where the kernels compute one by one. */
final class TrigonometricOpTable extends OpTable {
    TrigonometricOpTable() {
        elementwise("sin", TrigonometricOp.Sin.class, Pointwise::sin, Math::sin, between(-7, 7)).ulps(2);
        elementwise("cos", TrigonometricOp.Cos.class, Pointwise::cos, Math::cos, between(-7, 7)).ulps(2);
        elementwise("sin of large angles", TrigonometricOp.Sin.class, x -> Pointwise.sin(x.mul(0x1p20f)),
                x -> Math.sin(x * 0x1p20), between(-1, 1)).ulps(2).withoutGradient("its slope is too steep to measure");
        elementwise("cos of large angles", TrigonometricOp.Cos.class, x -> Pointwise.cos(x.mul(0x1p20f)),
                x -> Math.cos(x * 0x1p20), between(-1, 1)).ulps(2).withoutGradient("its slope is too steep to measure");
    }
}
