package dev.lanewise.kernels.scalar;

import static dev.lanewise.kernels.scalar.Coefficients.SILU_LOW;

import dev.lanewise.kernels.ActivationKernels;

/** Bias, activation and gradients as plain loops. */
public final class ScalarActivationKernels implements ActivationKernels {
    @Override
    public void addBias(float[] c, int co, int ldc, int rows, int cols, float[] bias, int bo) {
        for (int i = 0; i < rows; i++) {
            int row = co + i * ldc;
            for (int j = 0; j < cols; j++) {
                c[row + j] += bias[bo + j];
            }
        }
    }

    @Override
    public void addBiasRelu(float[] c, int co, int ldc, int rows, int cols, float[] bias, int bo) {
        for (int i = 0; i < rows; i++) {
            int row = co + i * ldc;
            for (int j = 0; j < cols; j++) {
                float sum = c[row + j] + bias[bo + j];
                c[row + j] = sum <= 0 ? 0 : sum;
            }
        }
    }

    @Override
    public void reluGradient(float[] g, int go, float[] y, int yo, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = y[yo + i] <= 0 ? 0 : g[go + i];
        }
    }

    @Override
    public void tanhGradient(float[] g, int go, float[] y, int yo, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = g[go + i] * (1 - y[yo + i] * y[yo + i]);
        }
    }

    @Override
    public void sigmoidGradient(float[] g, int go, float[] y, int yo, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = g[go + i] * y[yo + i] * (1 - y[yo + i]);
        }
    }

    @Override
    public void geluGradient(float[] g, int go, float[] x, int xo, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = g[go + i] * ScalarErf.geluSlope(x[xo + i]);
        }
    }

    @Override
    public void geluTanhGradient(float[] g, int go, float[] x, int xo, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = g[go + i] * ScalarGeluTanh.slope(x[xo + i]);
        }
    }

    @Override
    public void siluGradient(float[] g, int go, float[] x, int xo, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            float s = ScalarMath.sigmoid(x[xo + i]);
            float v = x[xo + i] < SILU_LOW ? SILU_LOW : x[xo + i] > -SILU_LOW ? -SILU_LOW : x[xo + i];
            o[oo + i] = g[go + i] * s * (v * (1 - s) + 1);
        }
    }
}
