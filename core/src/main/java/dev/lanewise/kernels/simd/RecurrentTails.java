package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The last units of a row, {@code n} of them and fewer than a vector, in one masked step: what the loops of
 * {@link SimdRecurrentKernels} do, kept apart from them, into which C2 would otherwise stop inlining.
 */
final class RecurrentTails {
    private RecurrentTails() {}

    static void tanh(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        FloatVector sum = FloatVector.fromArray(F, x, xo, rest).add(FloatVector.fromArray(F, s, so, rest));
        SimdMath.tanh(sum).intoArray(y, yo, rest);
    }

    static void relu(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        FloatVector sum = FloatVector.fromArray(F, x, xo, rest).add(FloatVector.fromArray(F, s, so, rest));
        sum.blend(0f, sum.compare(LE, 0f)).intoArray(y, yo, rest);
    }

    static void sigmoid(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        FloatVector sum = FloatVector.fromArray(F, x, xo, rest).add(FloatVector.fromArray(F, s, so, rest));
        SimdMath.sigmoid(sum).intoArray(y, yo, rest);
    }

    static void cell(
            int n, int units, float[] gates, int go, float[] before, int bo, float[] cell, int co, float[] y,
            int yo) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        FloatVector f = FloatVector.fromArray(F, gates, go + units, rest);
        FloatVector kept = f.mul(FloatVector.fromArray(F, before, bo, rest));
        FloatVector g = FloatVector.fromArray(F, gates, go + 2 * units, rest);
        FloatVector c = kept.add(FloatVector.fromArray(F, gates, go, rest).mul(g));
        c.intoArray(cell, co, rest);
        FloatVector u = SimdMath.tanh(c);
        FloatVector.fromArray(F, gates, go + 3 * units, rest).mul(u).intoArray(y, yo, rest);
    }

    static void lstmGradient(
            int n, int units, float[] gates, int go, float[] before, int bo, float[] cell, int co,
            float[] dh, int ho, float[] dc, int dco, float[] dx, int xo) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        FloatVector one = broadcast(F, 1f);
        FloatVector u = SimdMath.tanh(FloatVector.fromArray(F, cell, co, rest));
        FloatVector h = FloatVector.fromArray(F, dh, ho, rest);
        FloatVector i = FloatVector.fromArray(F, gates, go, rest);
        FloatVector f = FloatVector.fromArray(F, gates, go + units, rest);
        FloatVector g = FloatVector.fromArray(F, gates, go + 2 * units, rest);
        FloatVector o = FloatVector.fromArray(F, gates, go + 3 * units, rest);
        FloatVector d = h.mul(o).mul(one.sub(u.mul(u))).add(FloatVector.fromArray(F, dc, dco, rest));
        d.mul(f).intoArray(dc, dco, rest);
        d.mul(g).mul(i).mul(one.sub(i)).intoArray(dx, xo, rest);
        d.mul(FloatVector.fromArray(F, before, bo, rest)).mul(f).mul(one.sub(f)).intoArray(dx, xo + units, rest);
        d.mul(i).mul(one.sub(g.mul(g))).intoArray(dx, xo + 2 * units, rest);
        h.mul(u).mul(o).mul(one.sub(o)).intoArray(dx, xo + 3 * units, rest);
    }

    static void state(
            int n, int units, float[] x, int xo, float[] s, int so, float[] before, int bo, float[] gates, int go,
            float[] part, int po, float[] y, int yo) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        FloatVector p = FloatVector.fromArray(F, s, so, rest);
        FloatVector r = FloatVector.fromArray(F, gates, go, rest);
        FloatVector v = SimdMath.tanh(FloatVector.fromArray(F, x, xo, rest).add(r.mul(p)));
        p.intoArray(part, po, rest);
        v.intoArray(gates, go + 2 * units, rest);
        FloatVector z = FloatVector.fromArray(F, gates, go + units, rest);
        v.add(z.mul(FloatVector.fromArray(F, before, bo, rest).sub(v))).intoArray(y, yo, rest);
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
