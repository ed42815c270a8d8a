package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.between;

import dev.lanewise.optable.OpTable;
import dev.lanewise.tensor.Pointwise;

/** Rows for sine and cosine; AccuracyTest tries all angles, however large. */
final class TrigonometricOpTable extends OpTable {
    TrigonometricOpTable() {
        elementwise("sin", TrigonometricOp.Sin.class, Pointwise::sin, Math::sin, between(-7, 7)).ulps(2);
        elementwise("cos", TrigonometricOp.Cos.class, Pointwise::cos, Math::cos, between(-7, 7)).ulps(2);
    }
}
