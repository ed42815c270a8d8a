package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.lanewise.kernels.ZipKernels;
import dev.lanewise.kernels.scalar.ScalarZipKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Functions of two arguments on vectors: a loop for two runs, one for each side that is a single value, a fill for two
 * single values. The scalar loop does the last elements.
 */
public final class SimdZipKernels implements ZipKernels {
    private static final ScalarZipKernels REST = new ScalarZipKernels();

    @Override
    public void add(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        if (n == 0) {
            return;
        }
        if (as == 1 && bs == 1) {
            add(a, ao, b, bo, o, oo, n);
        } else if (as == 1) {
            addValue(a, ao, b, bo, o, oo, n);
        } else if (bs == 1) {
            addValue(b, bo, a, ao, o, oo, n);
        } else {
            Arrays.fill(o, oo, oo + n, a[ao] + b[bo]);
        }
    }

    private static void add(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector u = FloatVector.fromArray(F, a, ao + i);
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            u.add(v).intoArray(o, oo + i);
        }
        REST.add(a, ao + i, 1, b, bo + i, 1, o, oo + i, n - i);
    }

    private static void addValue(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        FloatVector s = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, a, ao + i);
            v.add(s).intoArray(o, oo + i);
        }
        REST.add(a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    @Override
    public void sub(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        if (n == 0) {
            return;
        }
        if (as == 1 && bs == 1) {
            sub(a, ao, b, bo, o, oo, n);
        } else if (as == 1) {
            subValue(a, ao, b, bo, o, oo, n);
        } else if (bs == 1) {
            valueSub(a, ao, b, bo, o, oo, n);
        } else {
            Arrays.fill(o, oo, oo + n, a[ao] - b[bo]);
        }
    }

    private static void sub(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector u = FloatVector.fromArray(F, a, ao + i);
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            u.sub(v).intoArray(o, oo + i);
        }
        REST.sub(a, ao + i, 1, b, bo + i, 1, o, oo + i, n - i);
    }

    private static void subValue(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        FloatVector s = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, a, ao + i);
            v.sub(s).intoArray(o, oo + i);
        }
        REST.sub(a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    private static void valueSub(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        FloatVector s = broadcast(F, a[ao]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            s.sub(v).intoArray(o, oo + i);
        }
        REST.sub(a, ao, 0, b, bo + i, 1, o, oo + i, n - i);
    }

    @Override
    public void mul(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        if (n == 0) {
            return;
        }
        if (as == 1 && bs == 1) {
            mul(a, ao, b, bo, o, oo, n);
        } else if (as == 1) {
            mulValue(a, ao, b, bo, o, oo, n);
        } else if (bs == 1) {
            mulValue(b, bo, a, ao, o, oo, n);
        } else {
            Arrays.fill(o, oo, oo + n, a[ao] * b[bo]);
        }
    }

    private static void mul(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector u = FloatVector.fromArray(F, a, ao + i);
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            u.mul(v).intoArray(o, oo + i);
        }
        REST.mul(a, ao + i, 1, b, bo + i, 1, o, oo + i, n - i);
    }

    private static void mulValue(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        FloatVector s = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, a, ao + i);
            v.mul(s).intoArray(o, oo + i);
        }
        REST.mul(a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    @Override
    public void div(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        if (n == 0) {
            return;
        }
        if (as == 1 && bs == 1) {
            div(a, ao, b, bo, o, oo, n);
        } else if (as == 1) {
            divValue(a, ao, b, bo, o, oo, n);
        } else if (bs == 1) {
            valueDiv(a, ao, b, bo, o, oo, n);
        } else {
            Arrays.fill(o, oo, oo + n, a[ao] / b[bo]);
        }
    }

    private static void div(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector u = FloatVector.fromArray(F, a, ao + i);
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            u.div(v).intoArray(o, oo + i);
        }
        REST.div(a, ao + i, 1, b, bo + i, 1, o, oo + i, n - i);
    }

    private static void divValue(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        FloatVector s = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, a, ao + i);
            v.div(s).intoArray(o, oo + i);
        }
        REST.div(a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    private static void valueDiv(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        FloatVector s = broadcast(F, a[ao]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            s.div(v).intoArray(o, oo + i);
        }
        REST.div(a, ao, 0, b, bo + i, 1, o, oo + i, n - i);
    }

    @Override
    public void max(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        if (n == 0) {
            return;
        }
        if (as == 1 && bs == 1) {
            max(a, ao, b, bo, o, oo, n);
        } else if (as == 1) {
            maxValue(a, ao, b, bo, o, oo, n);
        } else if (bs == 1) {
            maxValue(b, bo, a, ao, o, oo, n);
        } else {
            Arrays.fill(o, oo, oo + n, Math.max(a[ao], b[bo]));
        }
    }

    private static void max(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector u = FloatVector.fromArray(F, a, ao + i);
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            u.max(v).intoArray(o, oo + i);
        }
        REST.max(a, ao + i, 1, b, bo + i, 1, o, oo + i, n - i);
    }

    private static void maxValue(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        FloatVector s = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, a, ao + i);
            v.max(s).intoArray(o, oo + i);
        }
        REST.max(a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    @Override
    public void min(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        if (n == 0) {
            return;
        }
        if (as == 1 && bs == 1) {
            min(a, ao, b, bo, o, oo, n);
        } else if (as == 1) {
            minValue(a, ao, b, bo, o, oo, n);
        } else if (bs == 1) {
            minValue(b, bo, a, ao, o, oo, n);
        } else {
            Arrays.fill(o, oo, oo + n, Math.min(a[ao], b[bo]));
        }
    }

    private static void min(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector u = FloatVector.fromArray(F, a, ao + i);
            FloatVector v = FloatVector.fromArray(F, b, bo + i);
            u.min(v).intoArray(o, oo + i);
        }
        REST.min(a, ao + i, 1, b, bo + i, 1, o, oo + i, n - i);
    }

    private static void minValue(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
        FloatVector s = broadcast(F, b[bo]);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, a, ao + i);
            v.min(s).intoArray(o, oo + i);
        }
        REST.min(a, ao + i, 1, b, bo, 0, o, oo + i, n - i);
    }

    @Override
    public void pow(
            float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n, double[] scratch) {
        if (as != 0 || bs != 0) {
            SimdPow.pow(a, ao, as, b, bo, bs, o, oo, n, scratch);
        } else {
            REST.pow(a, ao, 0, b, bo, 0, o, oo, n, scratch);
        }
    }
}
