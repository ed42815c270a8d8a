package dev.lanewise.optable;

/** Derivatives of a reference by central differences in double precision. */
public final class Slopes {
    private static final double STEP = 1e-5;
    private static final double OUTER_STEP = 1e-3;

    private Slopes() {}

    /** Gradients of {@code sum(w * f(x))} with respect to each input. */
    public static Reference[] gradient(OpRow.Exactly f, Reference[] x, Reference w) {
        Reference[] gradients = new Reference[x.length];
        for (int i = 0; i < x.length; i++) {
            gradients[i] = Reference.zeros(x[i].dims);
            for (int k = 0; k < x[i].data.length; k++) {
                double old = x[i].data[k];
                x[i].data[k] = old + STEP;
                double above = f.of(x).dot(w);
                x[i].data[k] = old - STEP;
                double below = f.of(x).dot(w);
                x[i].data[k] = old;
                gradients[i].data[k] = (above - below) / (2 * STEP);
            }
        }
        return gradients;
    }

    /** Gradients of {@code sum(v * gradient)}, by differencing {@link #gradient} along v (they commute). */
    public static Reference[] gradientOfGradient(OpRow.Exactly f, Reference[] x, Reference w, Reference[] v) {
        Reference[] above = gradient(f, moved(x, v, OUTER_STEP), w);
        Reference[] below = gradient(f, moved(x, v, -OUTER_STEP), w);
        Reference[] slopes = new Reference[x.length];
        for (int i = 0; i < x.length; i++) {
            slopes[i] = above[i].zip(below[i], (a, b) -> (a - b) / (2 * OUTER_STEP));
        }
        return slopes;
    }

    /** The change of {@code f(x)} along v. */
    public static Reference along(OpRow.Exactly f, Reference[] x, Reference[] v) {
        return f.of(moved(x, v, STEP)).zip(f.of(moved(x, v, -STEP)), (a, b) -> (a - b) / (2 * STEP));
    }

    private static Reference[] moved(Reference[] x, Reference[] v, double step) {
        Reference[] moved = new Reference[x.length];
        for (int i = 0; i < x.length; i++) {
            moved[i] = x[i].zip(v[i], (a, b) -> a + step * b);
        }
        return moved;
    }
}
