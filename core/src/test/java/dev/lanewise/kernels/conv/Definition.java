package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;

/** The sums of {@link Convolutions}, one element after the other, in their order. */
final class Definition {
    private final Geometry g;

    /** Where arrays begin; so many elements stay at their ends, too. */
    private final int guard;

    Definition(Geometry g, int guard) {
        this.g = g;
        this.guard = guard;
    }

    /** A sum in chains. */
    private static final class Sum {
        private float sum;
        private float chain;
        private long length;
        private boolean first = true;

        void add(float a, float b) {
            chain = Math.fma(a, b, length == 0 ? 0f : chain);
            if (++length == GemmKernels.CHAIN) {
                close();
            }
        }

        private void close() {
            sum = first ? chain : sum + chain;
            first = false;
            length = 0;
        }

        float total() {
            if (length > 0) {
                close();
            }
            return first ? 0f : sum;
        }
    }

    /** Index in a plane of what a tap reads at a position; -1 in the padding. */
    private int read(int position, int tap) {
        int[] p = place(position, g.out);
        int[] t = place(tap, g.kernel);
        int at = 0;
        for (int axis = 0; axis < 3; axis++) {
            int i = p[axis] * g.stride[axis] + t[axis] * g.dilation[axis] - g.padding[axis];
            if (i < 0 || i >= g.in[axis]) {
                return -1;
            }
            at = at * g.in[axis] + i;
        }
        return at;
    }

    private static int[] place(int index, int... sizes) {
        return new int[] {index / sizes[2] / sizes[1], index / sizes[2] % sizes[1], index % sizes[2]};
    }

    float[] forward(float[] x, float[] w, float[] bias) {
        float[] y = ConvolutionsTest.guarded(2 * guard + g.batch * g.filters * g.outPlane());
        for (int n = 0; n < g.batch; n++) {
            for (int o = 0; o < g.filters; o++) {
                for (int p = 0; p < g.outPlane(); p++) {
                    Sum sum = new Sum();
                    for (int t = 0; t < g.taps(); t++) {
                        for (int c = 0; c < g.channelsOfGroup(); c++) {
                            sum.add(weight(w, o, c, t), input(x, n, o, c, read(p, t)));
                        }
                    }
                    y[guard + (n * g.filters + o) * g.outPlane() + p] = sum.total() + bias[guard + o];
                }
            }
        }
        return y;
    }

    private float weight(float[] w, int o, int c, int t) {
        return w[guard + (o * g.channelsOfGroup() + c) * g.taps() + t];
    }

    private float input(float[] x, int n, int o, int c, int at) {
        int channel = o / g.filtersOfGroup() * g.channelsOfGroup() + c;
        return at < 0 ? 0f : x[guard + (n * g.channels + channel) * g.inPlane() + at];
    }

    float[] weightGradient(float[] x, float[] dy) {
        float[] dw = ConvolutionsTest.guarded(2 * guard + g.filters * g.channelsOfGroup() * g.taps());
        for (int o = 0; o < g.filters; o++) {
            for (int c = 0; c < g.channelsOfGroup(); c++) {
                for (int t = 0; t < g.taps(); t++) {
                    Sum sum = new Sum();
                    for (int n = 0; n < g.batch; n++) {
                        for (int p = 0; p < g.outPlane(); p++) {
                            sum.add(dy[guard + (n * g.filters + o) * g.outPlane() + p], input(x, n, o, c, read(p, t)));
                        }
                    }
                    dw[guard + (o * g.channelsOfGroup() + c) * g.taps() + t] = sum.total();
                }
            }
        }
        return dw;
    }

    float[] inputGradient(float[] dy, float[] w) {
        float[] dx = ConvolutionsTest.guarded(2 * guard + g.batch * g.channels * g.inPlane());
        for (int n = 0; n < g.batch; n++) {
            for (int channel = 0; channel < g.channels; channel++) {
                for (int i = 0; i < g.inPlane(); i++) {
                    dx[guard + (n * g.channels + channel) * g.inPlane() + i] = reaching(dy, w, n, channel, i);
                }
            }
        }
        return dx;
    }

    private float reaching(float[] dy, float[] w, int n, int channel, int i) {
        int[] place = place(i, g.in);
        int group = channel / g.channelsOfGroup();
        Sum sum = new Sum();
        for (int t = 0; t < g.taps(); t++) {
            int[] tap = place(t, g.kernel);
            int at = 0;
            boolean between = false;
            boolean outside = false;
            for (int axis = 0; axis < 3; axis++) {
                int distance = place[axis] + g.padding[axis] - tap[axis] * g.dilation[axis];
                between |= distance % g.stride[axis] != 0;
                int p = Math.floorDiv(distance, g.stride[axis]);
                outside |= p < 0 || p >= g.out[axis];
                at = at * g.out[axis] + p;
            }
            for (int f = 0; !between && f < g.filtersOfGroup(); f++) {
                int o = group * g.filtersOfGroup() + f;
                float gradient = outside ? 0f : dy[guard + (n * g.filters + o) * g.outPlane() + at];
                sum.add(weight(w, o, channel % g.channelsOfGroup(), t), gradient);
            }
        }
        return sum.total();
    }
}
