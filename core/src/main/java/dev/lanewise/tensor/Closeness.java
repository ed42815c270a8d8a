package dev.lanewise.tensor;

import dev.lanewise.text.Required;

/** Compares the values of tensors within tolerances. */
final class Closeness {
    private Closeness() {}

    /** {@link Tensor#allClose(Tensor, double, double)}. */
    static boolean everywhere(Tensor x, Tensor reference, double relative, double absolute) {
        Required.nonNull("allClose: the other tensor", reference);
        if (!(relative >= 0 && absolute >= 0)) {
            throw new IllegalArgumentException(
                    "allClose: tolerances " + relative + " and " + absolute + " are not both 0 or more");
        }
        ThreadState.leaves(x, "allClose()");
        ThreadState.leaves(reference, "allClose()");
        Shape common = Shape.broadcast("allClose", x.shape(), reference.shape());
        Tensor a = x.broadcastTo(common);
        Tensor b = reference.broadcastTo(common);
        for (int i = 0; i < common.size(); i++) {
            if (!isClose(a.data()[a.offset() + i], b.data()[b.offset() + i], relative, absolute)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isClose(double value, double reference, double relative, double absolute) {
        double distance = Math.abs(value - reference);
        return value == reference
                || distance < Double.POSITIVE_INFINITY && distance <= absolute + relative * Math.abs(reference);
    }
}
