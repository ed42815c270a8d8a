package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.LE;

import dev.lanewise.kernels.RecurrentKernels;
import jdk.incubator.vector.FloatVector;

/**
 * Steps of recurrences on vectors, row by row, so that what one loop writes is in L1 when the next one reads it: a
 * single loop over all gates would be too long for C2 ({@link SimdMath}). So would be their loops together if C2
 * inlined them into one method: they are called through one interface at one place, where it meets three classes or
 * more and inlines none. So are those of rows that whole vectors do not fill ({@link MaskedSteps}), since C2 would box
 * vectors in a method with a loop and its rest.
 */
public final class SimdRecurrentKernels implements RecurrentKernels {
    /** One loop over the units of a row; {@code kept} is the cell of an LSTM, the third part of s of a GRU. */
    @FunctionalInterface
    private interface Pass {
        void run(
                int units, float[] x, int xo, float[] s, int so, float[] before, int bo, float[] gates, int go,
                float[] kept, int ko, float[] y, int yo);
    }

    private static final Pass[] LSTM = {
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> sigmoid(
                x, xo, s, so, gates, go, 2 * units),
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> tanhOfSum(
                x, xo + 2 * units, s, so + 2 * units, gates, go + 2 * units, units),
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> sigmoid(
                x, xo + 3 * units, s, so + 3 * units, gates, go + 3 * units, units),
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> cell(
                units, gates, go, before, bo, kept, ko, y, yo)};

    private static final Pass[] LSTM_MASKED = {
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> MaskedSteps.sigmoid(
                x, xo, s, so, gates, go, 2 * units),
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> MaskedSteps.tanh(
                x, xo + 2 * units, s, so + 2 * units, gates, go + 2 * units, units),
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> MaskedSteps.sigmoid(
                x, xo + 3 * units, s, so + 3 * units, gates, go + 3 * units, units),
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> MaskedSteps.cell(
                units, gates, go, before, bo, kept, ko, y, yo)};

    private static final Pass[] GRU = {
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> sigmoid(x, xo, s, so, gates, go, units),
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> sigmoid(
                x, xo + units, s, so + units, gates, go + units, units),
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> state(
                units, x, xo + 2 * units, s, so + 2 * units, before, bo, gates, go, kept, ko, y, yo)};

    private static final Pass[] GRU_MASKED = {
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> MaskedSteps.sigmoid(x, xo, s, so, gates, go,
                units),
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> MaskedSteps.sigmoid(
                x, xo + units, s, so + units, gates, go + units, units),
        (units, x, xo, s, so, before, bo, gates, go, kept, ko, y, yo) -> MaskedSteps.state(
                units, x, xo + 2 * units, s, so + 2 * units, before, bo, gates, go, kept, ko, y, yo)};

    private static void rows(
            Pass[] passes, int rows, int units, int wide, float[] x, int xo, float[] s, int so, float[] before, int bo,
            float[] gates, int go, float[] kept, int ko, float[] y, int yo) {
        for (int row = 0; row < rows; row++) {
            int at = row * wide;
            int state = row * units;
            for (Pass pass : passes) {
                pass.run(
                        units, x, xo + at, s, so + at, before, bo + state, gates, go + at, kept, ko + state,
                        y, yo + state);
            }
        }
    }

    @Override
    public void tanh(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        int whole = F.loopBound(n);
        tanhOfSum(x, xo, s, so, y, yo, whole);
        if (whole < n) {
            MaskedSteps.tanh(x, xo + whole, s, so + whole, y, yo + whole, n - whole);
        }
    }

    /** For whole vectors. */
    private static void tanhOfSum(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LENGTH) {
            FloatVector sum = FloatVector.fromArray(F, x, xo + i).add(FloatVector.fromArray(F, s, so + i));
            SimdMath.tanh(sum).intoArray(y, yo + i);
        }
    }

    @Override
    public void relu(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector sum = FloatVector.fromArray(F, x, xo + i).add(FloatVector.fromArray(F, s, so + i));
            sum.blend(0f, sum.compare(LE, 0f)).intoArray(y, yo + i);
        }
        if (i < n) {
            MaskedSteps.relu(x, xo + i, s, so + i, y, yo + i, n - i);
        }
    }

    /** For whole vectors. */
    private static void sigmoid(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += LENGTH) {
            FloatVector sum = FloatVector.fromArray(F, x, xo + i).add(FloatVector.fromArray(F, s, so + i));
            SimdMath.sigmoid(sum).intoArray(y, yo + i);
        }
    }

    @Override
    public void lstm(
            int rows, int units, float[] x, int xo, float[] s, int so, float[] before, int bo,
            float[] gates, int go, float[] cell, int co, float[] y, int yo) {
        rows(units % LENGTH == 0 ? LSTM : LSTM_MASKED, rows, units, 4 * units, x, xo, s, so, before, bo, gates, go,
                cell, co, y, yo);
    }

    /** The states of one row of whole vectors. */
    private static void cell(
            int units, float[] gates, int go, float[] before, int bo, float[] cell, int co, float[] y, int yo) {
        for (int j = 0; j < units; j += LENGTH) {
            FloatVector f = FloatVector.fromArray(F, gates, go + units + j);
            FloatVector kept = f.mul(FloatVector.fromArray(F, before, bo + j));
            FloatVector g = FloatVector.fromArray(F, gates, go + 2 * units + j);
            FloatVector c = kept.add(FloatVector.fromArray(F, gates, go + j).mul(g));
            c.intoArray(cell, co + j);
            FloatVector u = SimdMath.tanh(c);
            FloatVector.fromArray(F, gates, go + 3 * units + j).mul(u).intoArray(y, yo + j);
        }
    }

    @Override
    public void lstmGradient(
            int rows, int units, float[] gates, int go, float[] before, int bo, float[] cell, int co,
            float[] dh, int ho, float[] dc, int dco, float[] dx, int xo) {
        for (int row = 0; row < rows; row++) {
            int at = 4 * row * units;
            int state = row * units;
            lstmGradient(
                    units, gates, go + at, before, bo + state, cell, co + state, dh, ho + state, dc, dco + state,
                    dx, xo + at);
        }
    }

    /** The gradients of one row. */
    private static void lstmGradient(
            int units, float[] gates, int go, float[] before, int bo, float[] cell, int co,
            float[] dh, int ho, float[] dc, int dco, float[] dx, int xo) {
        FloatVector one = broadcast(F, 1f);
        int j = 0;
        for (int end = F.loopBound(units); j < end; j += LENGTH) {
            FloatVector u = SimdMath.tanh(FloatVector.fromArray(F, cell, co + j));
            FloatVector h = FloatVector.fromArray(F, dh, ho + j);
            FloatVector i = FloatVector.fromArray(F, gates, go + j);
            FloatVector f = FloatVector.fromArray(F, gates, go + units + j);
            FloatVector g = FloatVector.fromArray(F, gates, go + 2 * units + j);
            FloatVector o = FloatVector.fromArray(F, gates, go + 3 * units + j);
            FloatVector d = h.mul(o).mul(one.sub(u.mul(u))).add(FloatVector.fromArray(F, dc, dco + j));
            d.mul(f).intoArray(dc, dco + j);
            d.mul(g).mul(i).mul(one.sub(i)).intoArray(dx, xo + j);
            d.mul(FloatVector.fromArray(F, before, bo + j)).mul(f).mul(one.sub(f)).intoArray(dx, xo + units + j);
            d.mul(i).mul(one.sub(g.mul(g))).intoArray(dx, xo + 2 * units + j);
            h.mul(u).mul(o).mul(one.sub(o)).intoArray(dx, xo + 3 * units + j);
        }
        if (j < units) {
            MaskedSteps.lstmGradient(
                    units - j, units, gates, go + j, before, bo + j, cell, co + j, dh, ho + j, dc, dco + j, dx,
                    xo + j);
        }
    }

    @Override
    public void gru(
            int rows, int units, float[] x, int xo, float[] s, int so, float[] before, int bo,
            float[] gates, int go, float[] part, int po, float[] y, int yo) {
        rows(units % LENGTH == 0 ? GRU : GRU_MASKED, rows, units, 3 * units, x, xo, s, so, before, bo, gates, go, part,
                po, y, yo);
    }

    /** The third gate and the state of one row of whole vectors. */
    private static void state(
            int units, float[] x, int xo, float[] s, int so, float[] before, int bo, float[] gates, int go,
            float[] part, int po, float[] y, int yo) {
        for (int j = 0; j < units; j += LENGTH) {
            FloatVector p = FloatVector.fromArray(F, s, so + j);
            FloatVector r = FloatVector.fromArray(F, gates, go + j);
            FloatVector n = SimdMath.tanh(FloatVector.fromArray(F, x, xo + j).add(r.mul(p)));
            p.intoArray(part, po + j);
            n.intoArray(gates, go + 2 * units + j);
            FloatVector z = FloatVector.fromArray(F, gates, go + units + j);
            n.add(z.mul(FloatVector.fromArray(F, before, bo + j).sub(n))).intoArray(y, yo + j);
        }
    }

    @Override
    public void gruGradient(
            int rows, int units, float[] gates, int go, float[] part, int po, float[] before, int bo,
            float[] dh, int ho, float[] dx, int xo, float[] ds, int so) {
        for (int row = 0; row < rows; row++) {
            int at = 3 * row * units;
            int state = row * units;
            gruGradient(
                    units, gates, go + at, part, po + state, before, bo + state, dh, ho + state, dx, xo + at,
                    ds, so + at);
        }
    }

    /** The gradients of one row. */
    private static void gruGradient(
            int units, float[] gates, int go, float[] part, int po, float[] before, int bo,
            float[] dh, int ho, float[] dx, int xo, float[] ds, int so) {
        FloatVector one = broadcast(F, 1f);
        int j = 0;
        for (int end = F.loopBound(units); j < end; j += LENGTH) {
            FloatVector r = FloatVector.fromArray(F, gates, go + j);
            FloatVector z = FloatVector.fromArray(F, gates, go + units + j);
            FloatVector n = FloatVector.fromArray(F, gates, go + 2 * units + j);
            FloatVector h = FloatVector.fromArray(F, dh, ho + j);
            FloatVector e = h.mul(z);
            FloatVector a = h.sub(e).mul(one.sub(n.mul(n)));
            FloatVector ofR = a.mul(FloatVector.fromArray(F, part, po + j)).mul(r).mul(one.sub(r));
            FloatVector gap = FloatVector.fromArray(F, before, bo + j).sub(n);
            FloatVector ofZ = h.mul(gap).mul(z).mul(one.sub(z));
            e.intoArray(dh, ho + j);
            ofR.intoArray(dx, xo + j);
            ofR.intoArray(ds, so + j);
            ofZ.intoArray(dx, xo + units + j);
            ofZ.intoArray(ds, so + units + j);
            a.intoArray(dx, xo + 2 * units + j);
            a.mul(r).intoArray(ds, so + 2 * units + j);
        }
        if (j < units) {
            MaskedSteps.gruGradient(
                    units - j, units, gates, go + j, part, po + j, before, bo + j, dh, ho + j, dx, xo + j, ds,
                    so + j);
        }
    }
}
