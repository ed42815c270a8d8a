package dev.lanewise.kernels;

/** Optimizer updates over flat ranges, in parallel parts. Formulas and arguments are {@link OptimizerKernels}'. */
public final class Updates {
    private Updates() {}

    /** {@link OptimizerKernels#sgd} over {@code n} elements. */
    public static void sgd(
            float[] p, int po, float[] g, int go, float[] v, int vo, int n,
            double lr, double momentum, double dampening, double weightDecay, boolean nesterov, boolean first) {
        sgd(
                Kernels.active().optimizer(), p, po, g, go, v, vo, n,
                lr, momentum, dampening, weightDecay, nesterov, first);
    }

    static void sgd(
            OptimizerKernels kernels, float[] p, int po, float[] g, int go, float[] v, int vo, int n,
            double lr, double momentum, double dampening, double weightDecay, boolean nesterov, boolean first) {
        if (n <= Split.GRAIN) {
            kernels.sgd(
                    p, po, g, go, v, vo, n,
                    lr, momentum, dampening, weightDecay, nesterov, first);
            return;
        }
        Split.range(n, Split.GRAIN, (from, to) -> kernels.sgd(
                p, po + from, g, go + from, v, vo + from, to - from,
                lr, momentum, dampening, weightDecay, nesterov, first));
    }

    /** {@link OptimizerKernels#adam} over {@code n} elements. */
    public static void adam(
            float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, int n,
            double lr, double stepSize, double rootCorrection2, double beta1, double beta2, double eps,
            double weightDecay, boolean decoupled) {
        adam(
                Kernels.active().optimizer(), p, po, g, go, m, mo, v, vo, n,
                lr, stepSize, rootCorrection2, beta1, beta2, eps, weightDecay, decoupled);
    }

    static void adam(
            OptimizerKernels kernels, float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo,
            int n, double lr, double stepSize, double rootCorrection2, double beta1, double beta2, double eps,
            double weightDecay, boolean decoupled) {
        if (n <= Split.GRAIN) {
            kernels.adam(
                    p, po, g, go, m, mo, v, vo, n,
                    lr, stepSize, rootCorrection2, beta1, beta2, eps, weightDecay, decoupled);
            return;
        }
        Split.range(n, Split.GRAIN, (from, to) -> kernels.adam(
                p, po + from, g, go + from, m, mo + from, v, vo + from, to - from,
                lr, stepSize, rootCorrection2, beta1, beta2, eps, weightDecay, decoupled));
    }

    /** {@link OptimizerKernels#rmsprop} over {@code n} elements. */
    public static void rmsprop(
            float[] p, int po, float[] g, int go, float[] s, int so, float[] a, int ao, float[] b, int bo, int n,
            double lr, double alpha, double eps, double weightDecay, double momentum, boolean centered) {
        rmsprop(
                Kernels.active().optimizer(), p, po, g, go, s, so, a, ao, b, bo, n,
                lr, alpha, eps, weightDecay, momentum, centered);
    }

    static void rmsprop(
            OptimizerKernels kernels, float[] p, int po, float[] g, int go, float[] s, int so, float[] a, int ao,
            float[] b, int bo, int n,
            double lr, double alpha, double eps, double weightDecay, double momentum, boolean centered) {
        if (n <= Split.GRAIN) {
            kernels.rmsprop(
                    p, po, g, go, s, so, a, ao, b, bo, n,
                    lr, alpha, eps, weightDecay, momentum, centered);
            return;
        }
        Split.range(n, Split.GRAIN, (from, to) -> kernels.rmsprop(
                p, po + from, g, go + from, s, so + from, a, ao + from, b, bo + from, to - from,
                lr, alpha, eps, weightDecay, momentum, centered));
    }
}
