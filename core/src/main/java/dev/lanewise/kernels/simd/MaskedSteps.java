package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * What the loops of {@link SimdRecurrentKernels} do, for rows that whole vectors do not fill: with masks all along, or
 * for gradients in one step for the last units. Kept apart from those loops, into which C2 would stop inlining.
 */
final class MaskedSteps {
    private MaskedSteps() {}

    static void tanh(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        for (int k = 0; k < n; k += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(k, n);
            FloatVector sum = FloatVector.fromArray(F, x, xo + k, rest).add(FloatVector.fromArray(F, s, so + k, rest));
            SimdMath.tanh(sum).intoArray(y, yo + k, rest);
        }
    }

    static void relu(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        FloatVector sum = FloatVector.fromArray(F, x, xo, rest).add(FloatVector.fromArray(F, s, so, rest));
        sum.blend(0f, sum.compare(LE, 0f)).intoArray(y, yo, rest);
    }

    static void sigmoid(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        for (int k = 0; k < n; k += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(k, n);
            FloatVector sum = FloatVector.fromArray(F, x, xo + k, rest).add(FloatVector.fromArray(F, s, so + k, rest));
            SimdMath.sigmoid(sum).intoArray(y, yo + k, rest);
        }
    }

    static void cell(
            int units, float[] gates, int go, float[] before, int bo, float[] cell, int co, float[] y,
            int yo) {
        for (int k = 0; k < units; k += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(k, units);
            FloatVector f = FloatVector.fromArray(F, gates, go + k + units, rest);
            FloatVector kept = f.mul(FloatVector.fromArray(F, before, bo + k, rest));
            FloatVector g = FloatVector.fromArray(F, gates, go + k + 2 * units, rest);
            FloatVector c = kept.add(FloatVector.fromArray(F, gates, go + k, rest).mul(g));
            c.intoArray(cell, co + k, rest);
            FloatVector u = SimdMath.tanh(c);
            FloatVector.fromArray(F, gates, go + k + 3 * units, rest).mul(u).intoArray(y, yo + k, rest);
        }
    }

    /** In two methods, as C1 has too few registers for one, and C2 never gets to see what C1 gives up. */
    static void lstmGradient(
            int n, int units, float[] gates, int go, float[] before, int bo, float[] cell, int co,
            float[] dh, int ho, float[] dc, int dco, float[] dx, int xo) {
        outputGradient(n, gates, go + 3 * units, cell, co, dh, ho, dc, dco, dx, xo + 3 * units);
        cellGradient(n, units, gates, go, before, bo, dc, dco, dx, xo);
    }

    /** The gradient of the gate of the output, and in dc the whole one of the cell. */
    private static void outputGradient(
            int n, float[] gate, int go, float[] cell, int co, float[] dh, int ho, float[] dc, int dco,
            float[] dx, int xo) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        FloatVector one = broadcast(F, 1f);
        FloatVector u = SimdMath.tanh(FloatVector.fromArray(F, cell, co, rest));
        FloatVector h = FloatVector.fromArray(F, dh, ho, rest);
        FloatVector o = FloatVector.fromArray(F, gate, go, rest);
        h.mul(o).mul(one.sub(u.mul(u))).add(FloatVector.fromArray(F, dc, dco, rest)).intoArray(dc, dco, rest);
        h.mul(u).mul(o).mul(one.sub(o)).intoArray(dx, xo, rest);
    }

    /** The gradients of the three other gates, and of the cell before. */
    private static void cellGradient(
            int n, int units, float[] gates, int go, float[] before, int bo, float[] dc, int dco, float[] dx, int xo) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        FloatVector one = broadcast(F, 1f);
        FloatVector d = FloatVector.fromArray(F, dc, dco, rest);
        FloatVector i = FloatVector.fromArray(F, gates, go, rest);
        FloatVector f = FloatVector.fromArray(F, gates, go + units, rest);
        FloatVector g = FloatVector.fromArray(F, gates, go + 2 * units, rest);
        d.mul(f).intoArray(dc, dco, rest);
        d.mul(g).mul(i).mul(one.sub(i)).intoArray(dx, xo, rest);
        d.mul(FloatVector.fromArray(F, before, bo, rest)).mul(f).mul(one.sub(f)).intoArray(dx, xo + units, rest);
        d.mul(i).mul(one.sub(g.mul(g))).intoArray(dx, xo + 2 * units, rest);
    }

    static void state(
            int units, float[] x, int xo, float[] s, int so, float[] before, int bo, float[] gates, int go,
            float[] part, int po, float[] y, int yo) {
        for (int k = 0; k < units; k += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(k, units);
            FloatVector p = FloatVector.fromArray(F, s, so + k, rest);
            FloatVector r = FloatVector.fromArray(F, gates, go + k, rest);
            FloatVector v = SimdMath.tanh(FloatVector.fromArray(F, x, xo + k, rest).add(r.mul(p)));
            p.intoArray(part, po + k, rest);
            v.intoArray(gates, go + k + 2 * units, rest);
            FloatVector z = FloatVector.fromArray(F, gates, go + k + units, rest);
            v.add(z.mul(FloatVector.fromArray(F, before, bo + k, rest).sub(v))).intoArray(y, yo + k, rest);
        }
    }

    static void gruGradient(
            int n, int units, float[] gates, int go, float[] part, int po, float[] before, int bo,
            float[] dh, int ho, float[] dx, int xo, float[] ds, int so) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        FloatVector one = broadcast(F, 1f);
        FloatVector r = FloatVector.fromArray(F, gates, go, rest);
        FloatVector z = FloatVector.fromArray(F, gates, go + units, rest);
        FloatVector v = FloatVector.fromArray(F, gates, go + 2 * units, rest);
        FloatVector h = FloatVector.fromArray(F, dh, ho, rest);
        FloatVector e = h.mul(z);
        FloatVector a = h.sub(e).mul(one.sub(v.mul(v)));
        FloatVector ofR = a.mul(FloatVector.fromArray(F, part, po, rest)).mul(r).mul(one.sub(r));
        FloatVector gap = FloatVector.fromArray(F, before, bo, rest).sub(v);
        FloatVector ofZ = h.mul(gap).mul(z).mul(one.sub(z));
        e.intoArray(dh, ho, rest);
        ofR.intoArray(dx, xo, rest);
        ofR.intoArray(ds, so, rest);
        ofZ.intoArray(dx, xo + units, rest);
        ofZ.intoArray(ds, so + units, rest);
        a.intoArray(dx, xo + 2 * units, rest);
        a.mul(r).intoArray(ds, so + 2 * units, rest);
    }
}
