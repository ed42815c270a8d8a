package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.RecurrentKernels;

/** Steps of recurrences as plain loops. */
public final class ScalarRecurrentKernels implements RecurrentKernels {
    @Override
    public void tanh(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarMath.tanh(x[xo + i] + s[so + i]);
        }
    }

    @Override
    public void relu(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            float sum = x[xo + i] + s[so + i];
            y[yo + i] = sum <= 0 ? 0 : sum;
        }
    }

    private static void sigmoid(float[] x, int xo, float[] s, int so, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarMath.sigmoid(x[xo + i] + s[so + i]);
        }
    }

    @Override
    public void lstm(
            int rows, int units, float[] x, int xo, float[] s, int so, float[] before, int bo,
            float[] gates, int go, float[] cell, int co, float[] y, int yo) {
        for (int row = 0; row < rows; row++) {
            int at = 4 * row * units;
            int third = at + 2 * units;
            int fourth = at + 3 * units;
            sigmoid(x, xo + at, s, so + at, gates, go + at, 2 * units);
            tanh(x, xo + third, s, so + third, gates, go + third, units);
            sigmoid(x, xo + fourth, s, so + fourth, gates, go + fourth, units);
            for (int j = 0; j < units; j++) {
                int state = row * units + j;
                float i = gates[go + at + j];
                float f = gates[go + at + units + j];
                float c = f * before[bo + state] + i * gates[go + third + j];
                cell[co + state] = c;
                y[yo + state] = gates[go + fourth + j] * ScalarMath.tanh(c);
            }
        }
    }

    @Override
    public void lstmGradient(
            int rows, int units, float[] gates, int go, float[] before, int bo, float[] cell, int co,
            float[] dh, int ho, float[] dc, int dco, float[] dx, int xo) {
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < units; j++) {
                int at = 4 * row * units + j;
                int state = row * units + j;
                float i = gates[go + at];
                float f = gates[go + at + units];
                float g = gates[go + at + 2 * units];
                float o = gates[go + at + 3 * units];
                float h = dh[ho + state];
                float u = ScalarMath.tanh(cell[co + state]);
                float d = h * o * (1 - u * u) + dc[dco + state];
                dx[xo + at] = d * g * i * (1 - i);
                dx[xo + at + units] = d * before[bo + state] * f * (1 - f);
                dx[xo + at + 2 * units] = d * i * (1 - g * g);
                dx[xo + at + 3 * units] = h * u * o * (1 - o);
                dc[dco + state] = d * f;
            }
        }
    }

    @Override
    public void gru(
            int rows, int units, float[] x, int xo, float[] s, int so, float[] before, int bo,
            float[] gates, int go, float[] part, int po, float[] y, int yo) {
        for (int row = 0; row < rows; row++) {
            int at = 3 * row * units;
            sigmoid(x, xo + at, s, so + at, gates, go + at, 2 * units);
            for (int j = 0; j < units; j++) {
                int third = at + 2 * units + j;
                int state = row * units + j;
                float p = s[so + third];
                float n = ScalarMath.tanh(x[xo + third] + gates[go + at + j] * p);
                part[po + state] = p;
                gates[go + third] = n;
                y[yo + state] = n + gates[go + at + units + j] * (before[bo + state] - n);
            }
        }
    }

    @Override
    public void gruGradient(
            int rows, int units, float[] gates, int go, float[] part, int po, float[] before, int bo,
            float[] dh, int ho, float[] dx, int xo, float[] ds, int so) {
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < units; j++) {
                int at = 3 * row * units + j;
                int state = row * units + j;
                float r = gates[go + at];
                float z = gates[go + at + units];
                float n = gates[go + at + 2 * units];
                float h = dh[ho + state];
                float e = h * z;
                float a = (h - e) * (1 - n * n);
                float ofR = a * part[po + state] * r * (1 - r);
                float ofZ = h * (before[bo + state] - n) * z * (1 - z);
                dx[xo + at] = ofR;
                dx[xo + at + units] = ofZ;
                dx[xo + at + 2 * units] = a;
                ds[so + at] = ofR;
                ds[so + at + units] = ofZ;
                ds[so + at + 2 * units] = a * r;
                dh[ho + state] = e;
            }
        }
    }
}
