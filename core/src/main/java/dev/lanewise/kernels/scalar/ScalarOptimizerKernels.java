package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.OptimizerKernels;

/** Update rules in plain Java: the reference, the fallback, and the tails of the vector loops. */
public final class ScalarOptimizerKernels implements OptimizerKernels {
    @Override
    public void average(float[] a, int ao, float[] p, int po, int n, double weight) {
        if (weight == 1) {
            System.arraycopy(p, po, a, ao, n);
            return;
        }
        boolean old = weight < 0.5;
        float share = (float) (old ? weight : weight - 1);
        for (int i = 0; i < n; i++) {
            float average = a[ao + i];
            float value = p[po + i];
            a[ao + i] = Math.fma(share, value - average, old ? average : value);
        }
    }

    @Override
    public void sgd(
            float[] p, int po, float[] g, int go, float[] v, int vo, int n,
            double lr, double momentum, double dampening, double weightDecay, boolean nesterov, boolean first) {
        float minusLr = (float) -lr;
        float mu = (float) momentum;
        float keep = (float) (1 - dampening);
        float decay = (float) weightDecay;
        for (int i = 0; i < n; i++) {
            float param = p[po + i];
            float d = g[go + i];
            if (decay != 0) {
                d = Math.fma(decay, param, d);
            }
            if (mu != 0) {
                float velocity = first ? d : Math.fma(mu, v[vo + i], keep * d);
                v[vo + i] = velocity;
                d = nesterov ? Math.fma(mu, velocity, d) : velocity;
            }
            p[po + i] = Math.fma(minusLr, d, param);
        }
    }

    @Override
    public void adam(
            float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, int n,
            double lr, double stepSize, double rootCorrection2, double beta1, double beta2, double eps,
            double weightDecay, boolean decoupled) {
        float coupledDecay = decoupled ? 0 : (float) weightDecay;
        float minusDecay = decoupled ? (float) -(lr * weightDecay) : 0;
        float minusStep = (float) -stepSize;
        float scale = (float) (1 / rootCorrection2);
        float epsilon = (float) eps;
        float keepM = (float) beta1;
        float takeM = (float) (1 - beta1);
        float keepV = (float) beta2;
        float takeV = (float) (1 - beta2);
        for (int i = 0; i < n; i++) {
            float param = p[po + i];
            float d = g[go + i];
            if (coupledDecay != 0) {
                d = Math.fma(coupledDecay, param, d);
            }
            if (minusDecay != 0) {
                param = Math.fma(minusDecay, param, param);
            }
            float mean = Math.fma(keepM, m[mo + i], takeM * d);
            float square = Math.fma(takeV * d, d, keepV * v[vo + i]);
            m[mo + i] = mean;
            v[vo + i] = square;
            float root = (float) Math.sqrt(square);
            p[po + i] = Math.fma(minusStep, mean / Math.fma(scale, root, epsilon), param);
        }
    }

    @Override
    public void rmsprop(
            float[] p, int po, float[] g, int go, float[] s, int so, float[] a, int ao, float[] b, int bo, int n,
            double lr, double alpha, double eps, double weightDecay, double momentum, boolean centered) {
        float minusLr = (float) -lr;
        float keep = (float) alpha;
        float take = (float) (1 - alpha);
        float epsilon = (float) eps;
        float decay = (float) weightDecay;
        float mu = (float) momentum;
        for (int i = 0; i < n; i++) {
            float param = p[po + i];
            float d = g[go + i];
            if (decay != 0) {
                d = Math.fma(decay, param, d);
            }
            float q = Math.fma(take * d, d, keep * s[so + i]);
            s[so + i] = q;
            if (centered) {
                float mean = Math.fma(keep, a[ao + i], take * d);
                a[ao + i] = mean;
                q = Math.max(Math.fma(-mean, mean, q), 0f);
            }
            float u = d / ((float) Math.sqrt(q) + epsilon);
            if (mu != 0) {
                u = Math.fma(mu, b[bo + i], u);
                b[bo + i] = u;
            }
            p[po + i] = Math.fma(minusLr, u, param);
        }
    }
}
