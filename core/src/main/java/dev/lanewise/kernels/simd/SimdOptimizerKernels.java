package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.OptimizerKernels;
import dev.lanewise.kernels.scalar.ScalarOptimizerKernels;
import jdk.incubator.vector.FloatVector;

/**
 * Update rules on vectors: one pass over parameter, gradient and state. The scalar kernels do the last elements.
 */
public final class SimdOptimizerKernels implements OptimizerKernels {
    private static final ScalarOptimizerKernels TAIL = new ScalarOptimizerKernels();

    @Override
    public void average(float[] a, int ao, float[] p, int po, int n, double weight) {
        int i = 0;
        if (weight < 0.5) {
            FloatVector share = FloatVector.broadcast(F, (float) weight);
            for (; i <= n - LENGTH; i += LENGTH) {
                FloatVector average = FloatVector.fromArray(F, a, ao + i);
                share.fma(FloatVector.fromArray(F, p, po + i).sub(average), average).intoArray(a, ao + i);
            }
        } else if (weight < 1) {
            FloatVector share = FloatVector.broadcast(F, (float) (weight - 1));
            for (; i <= n - LENGTH; i += LENGTH) {
                FloatVector value = FloatVector.fromArray(F, p, po + i);
                share.fma(value.sub(FloatVector.fromArray(F, a, ao + i)), value).intoArray(a, ao + i);
            }
        }
        TAIL.average(a, ao + i, p, po + i, n - i, weight);
    }

    @Override
    public void sgd(
            float[] p, int po, float[] g, int go, float[] v, int vo, int n,
            double lr, double momentum, double dampening, double weightDecay, boolean nesterov, boolean first) {
        float mu = (float) momentum;
        float decay = (float) weightDecay;
        FloatVector minusLr = FloatVector.broadcast(F, (float) -lr);
        FloatVector momenta = FloatVector.broadcast(F, mu);
        FloatVector keep = FloatVector.broadcast(F, (float) (1 - dampening));
        FloatVector decays = FloatVector.broadcast(F, decay);
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector param = FloatVector.fromArray(F, p, po + i);
            FloatVector d = FloatVector.fromArray(F, g, go + i);
            if (decay != 0) {
                d = decays.fma(param, d);
            }
            if (mu != 0) {
                FloatVector velocity = d;
                if (!first) {
                    velocity = momenta.fma(FloatVector.fromArray(F, v, vo + i), keep.mul(d));
                }
                velocity.intoArray(v, vo + i);
                d = nesterov ? momenta.fma(velocity, d) : velocity;
            }
            minusLr.fma(d, param).intoArray(p, po + i);
        }
        TAIL.sgd(
                p, po + i, g, go + i, v, vo + i, n - i,
                lr, momentum, dampening, weightDecay, nesterov, first);
    }

    @Override
    public void adam(
            float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, float[] x, int xo, int n,
            double lr, double stepSize, double rootCorrection2, double beta1, double beta2, double eps,
            double weightDecay, boolean decoupled, boolean amsgrad) {
        float coupledDecay = decoupled ? 0 : (float) weightDecay;
        float minusDecay = decoupled ? (float) -(lr * weightDecay) : 0;
        FloatVector coupledDecays = FloatVector.broadcast(F, coupledDecay);
        FloatVector minusDecays = FloatVector.broadcast(F, minusDecay);
        FloatVector minusStep = FloatVector.broadcast(F, (float) -stepSize);
        FloatVector scale = FloatVector.broadcast(F, (float) (1 / rootCorrection2));
        FloatVector epsilon = FloatVector.broadcast(F, (float) eps);
        FloatVector keepM = FloatVector.broadcast(F, (float) beta1);
        FloatVector takeM = FloatVector.broadcast(F, (float) (1 - beta1));
        FloatVector keepV = FloatVector.broadcast(F, (float) beta2);
        FloatVector takeV = FloatVector.broadcast(F, (float) (1 - beta2));
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector param = FloatVector.fromArray(F, p, po + i);
            FloatVector d = FloatVector.fromArray(F, g, go + i);
            if (coupledDecay != 0) {
                d = coupledDecays.fma(param, d);
            }
            if (minusDecay != 0) {
                param = minusDecays.fma(param, param);
            }
            FloatVector mean = keepM.fma(FloatVector.fromArray(F, m, mo + i), takeM.mul(d));
            FloatVector square = takeV.mul(d).fma(d, keepV.mul(FloatVector.fromArray(F, v, vo + i)));
            mean.intoArray(m, mo + i);
            square.intoArray(v, vo + i);
            if (amsgrad) {
                square = FloatVector.fromArray(F, x, xo + i).max(square);
                square.intoArray(x, xo + i);
            }
            FloatVector ratio = mean.div(scale.fma(square.sqrt(), epsilon));
            minusStep.fma(ratio, param).intoArray(p, po + i);
        }
        TAIL.adam(
                p, po + i, g, go + i, m, mo + i, v, vo + i, x, xo + i, n - i,
                lr, stepSize, rootCorrection2, beta1, beta2, eps, weightDecay, decoupled, amsgrad);
    }

    @Override
    public void rmsprop(
            float[] p, int po, float[] g, int go, float[] s, int so, float[] a, int ao, float[] b, int bo, int n,
            double lr, double alpha, double eps, double weightDecay, double momentum, boolean centered) {
        float decay = (float) weightDecay;
        float mu = (float) momentum;
        FloatVector minusLr = FloatVector.broadcast(F, (float) -lr);
        FloatVector keep = FloatVector.broadcast(F, (float) alpha);
        FloatVector take = FloatVector.broadcast(F, (float) (1 - alpha));
        FloatVector epsilon = FloatVector.broadcast(F, (float) eps);
        FloatVector decays = FloatVector.broadcast(F, decay);
        FloatVector momenta = FloatVector.broadcast(F, mu);
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector param = FloatVector.fromArray(F, p, po + i);
            FloatVector d = FloatVector.fromArray(F, g, go + i);
            if (decay != 0) {
                d = decays.fma(param, d);
            }
            FloatVector q = take.mul(d).fma(d, keep.mul(FloatVector.fromArray(F, s, so + i)));
            q.intoArray(s, so + i);
            if (centered) {
                FloatVector mean = keep.fma(FloatVector.fromArray(F, a, ao + i), take.mul(d));
                mean.intoArray(a, ao + i);
                q = mean.neg().fma(mean, q).max(0f);
            }
            FloatVector u = d.div(q.sqrt().add(epsilon));
            if (mu != 0) {
                u = momenta.fma(FloatVector.fromArray(F, b, bo + i), u);
                u.intoArray(b, bo + i);
            }
            minusLr.fma(u, param).intoArray(p, po + i);
        }
        TAIL.rmsprop(
                p, po + i, g, go + i, s, so + i, a, ao + i, b, bo + i, n - i,
                lr, alpha, eps, weightDecay, momentum, centered);
    }
}
