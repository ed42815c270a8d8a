package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import dev.lanewise.kernels.CompareKernels;
import dev.lanewise.kernels.scalar.ScalarCompareKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Comparisons and selection on vectors: a loop for two runs, one for a run and a single value, which serves the other
 * side through the mirrored comparison, a fill for two single values. The scalar loop does the last elements.
 */
public final class SimdCompareKernels implements CompareKernels {
    private static final ScalarCompareKernels REST = new ScalarCompareKernels();

    @Override
    public void eq(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n) {
        if (n == 0) {
            return;
        }
        if (as == 1 && bs == 1) {
            eq(a, ao, b, bo, o, oo, n);
        } else if (as == 1) {
            eqValue(a, ao, b, bo, o, oo, n);
        } else if (bs == 1) {
            eqValue(b, bo, a, ao, o, oo, n);
        } else {
            Arrays.fill(o, oo, oo + n, a[ao] == b[bo]);
        }
    }

    private static void eq(float[] a, int ao, float[] b, int bo, boolean[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector u = FloatVector.fromArray(F, a, ao + i);
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            u.compare(EQ, v).intoArray(o, oo + i);
        }
        REST.eq(a, ao + i, 1, b, bo + i, 1, o, oo + i, n - i);
    }

    private static void eqValue(float[] a, int ao, float[] b, int bo, boolean[] o, int oo, int n) {
        FloatVector s = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, a, ao + i);
            v.compare(EQ, s).intoArray(o, oo + i);
        }
        REST.eq(a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    @Override
    public void ne(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n) {
        if (n == 0) {
            return;
        }
        if (as == 1 && bs == 1) {
            ne(a, ao, b, bo, o, oo, n);
        } else if (as == 1) {
            neValue(a, ao, b, bo, o, oo, n);
        } else if (bs == 1) {
            neValue(b, bo, a, ao, o, oo, n);
        } else {
            Arrays.fill(o, oo, oo + n, a[ao] != b[bo]);
        }
    }

    private static void ne(float[] a, int ao, float[] b, int bo, boolean[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector u = FloatVector.fromArray(F, a, ao + i);
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            u.compare(NE, v).intoArray(o, oo + i);
        }
        REST.ne(a, ao + i, 1, b, bo + i, 1, o, oo + i, n - i);
    }

    private static void neValue(float[] a, int ao, float[] b, int bo, boolean[] o, int oo, int n) {
        FloatVector s = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, a, ao + i);
            v.compare(NE, s).intoArray(o, oo + i);
        }
        REST.ne(a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    @Override
    public void lt(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n) {
        if (n == 0) {
            return;
        }
        if (as == 1 && bs == 1) {
            lt(a, ao, b, bo, o, oo, n);
        } else if (as == 1) {
            ltValue(a, ao, b, bo, o, oo, n);
        } else if (bs == 1) {
            gtValue(b, bo, a, ao, o, oo, n);
        } else {
            Arrays.fill(o, oo, oo + n, a[ao] < b[bo]);
        }
    }

    private static void lt(float[] a, int ao, float[] b, int bo, boolean[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector u = FloatVector.fromArray(F, a, ao + i);
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            u.compare(LT, v).intoArray(o, oo + i);
        }
        REST.lt(a, ao + i, 1, b, bo + i, 1, o, oo + i, n - i);
    }

    private static void ltValue(float[] a, int ao, float[] b, int bo, boolean[] o, int oo, int n) {
        FloatVector s = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, a, ao + i);
            v.compare(LT, s).intoArray(o, oo + i);
        }
        REST.lt(a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    @Override
    public void le(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n) {
        if (n == 0) {
            return;
        }
        if (as == 1 && bs == 1) {
            le(a, ao, b, bo, o, oo, n);
        } else if (as == 1) {
            leValue(a, ao, b, bo, o, oo, n);
        } else if (bs == 1) {
            geValue(b, bo, a, ao, o, oo, n);
        } else {
            Arrays.fill(o, oo, oo + n, a[ao] <= b[bo]);
        }
    }

    private static void le(float[] a, int ao, float[] b, int bo, boolean[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector u = FloatVector.fromArray(F, a, ao + i);
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            u.compare(LE, v).intoArray(o, oo + i);
        }
        REST.le(a, ao + i, 1, b, bo + i, 1, o, oo + i, n - i);
    }

    private static void leValue(float[] a, int ao, float[] b, int bo, boolean[] o, int oo, int n) {
        FloatVector s = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, a, ao + i);
            v.compare(LE, s).intoArray(o, oo + i);
        }
        REST.le(a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    @Override
    public void gt(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n) {
        lt(b, bo, bs, a, ao, as, o, oo, n);
    }

    private static void gtValue(float[] a, int ao, float[] b, int bo, boolean[] o, int oo, int n) {
        FloatVector s = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, a, ao + i);
            v.compare(GT, s).intoArray(o, oo + i);
        }
        REST.gt(a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    @Override
    public void ge(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n) {
        le(b, bo, bs, a, ao, as, o, oo, n);
    }

    private static void geValue(float[] a, int ao, float[] b, int bo, boolean[] o, int oo, int n) {
        FloatVector s = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, a, ao + i);
            v.compare(GE, s).intoArray(o, oo + i);
        }
        REST.ge(a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    @Override
    public void where(
            boolean[] c,
            int co,
            int cs,
            float[] a,
            int ao,
            int as,
            float[] b,
            int bo,
            int bs,
            float[] o,
            int oo,
            int n) {
        if (n == 0) {
            return;
        }
        if (cs == 0) {
            if (c[co]) {
                copy(a, ao, as, o, oo, n);
            } else {
                copy(b, bo, bs, o, oo, n);
            }
        } else if (as == 1 && bs == 1) {
            where(c, co, a, ao, b, bo, o, oo, n);
        } else if (as == 1) {
            whereElseValue(c, co, a, ao, b, bo, o, oo, n);
        } else if (bs == 1) {
            whereValue(c, co, a, ao, b, bo, o, oo, n);
        } else {
            whereValues(c, co, a, ao, b, bo, o, oo, n);
        }
    }

    private static void copy(float[] a, int ao, int as, float[] o, int oo, int n) {
        if (as == 1) {
            System.arraycopy(a, ao, o, oo, n);
        } else {
            Arrays.fill(o, oo, oo + n, a[ao]);
        }
    }

    private static void where(
            boolean[] c, int co, float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector u = FloatVector.fromArray(F, a, ao + i);
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            v.blend(u, VectorMask.fromArray(F, c, co + i)).intoArray(o, oo + i);
        }
        REST.where(c, co + i, 1, a, ao + i, 1, b, bo + i, 1, o, oo + i, n - i);
    }

    private static void whereElseValue(
            boolean[] c, int co, float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        FloatVector v = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector u = FloatVector.fromArray(F, a, ao + i);
            v.blend(u, VectorMask.fromArray(F, c, co + i)).intoArray(o, oo + i);
        }
        REST.where(c, co + i, 1, a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    private static void whereValue(
            boolean[] c, int co, float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        FloatVector u = broadcast(F, a[ao]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            v.blend(u, VectorMask.fromArray(F, c, co + i)).intoArray(o, oo + i);
        }
        REST.where(c, co + i, 1, a, ao, 0, b, bo + i, 1, o, oo + i, n - i);
    }

    private static void whereValues(
            boolean[] c, int co, float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        FloatVector u = broadcast(F, a[ao]);
        FloatVector v = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            v.blend(u, VectorMask.fromArray(F, c, co + i)).intoArray(o, oo + i);
        }
        REST.where(c, co + i, 1, a, ao, 0, b, bo, 0, o, oo + i, n - i);
    }
}
