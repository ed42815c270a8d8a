package dev.lanewise.optable;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * A tensor of doubles computed by plain index loops: what the op table compares with. Slow, obvious, and independent of
 * everything it checks.
 */
public final class Reference {
    public final int[] dims;
    public final double[] data;

    public Reference(int[] dims, double... data) {
        if (data.length != size(dims)) {
            throw new IllegalArgumentException(data.length + " values for " + Arrays.toString(dims));
        }
        this.dims = dims;
        this.data = data;
    }

    public static Reference zeros(int... dims) {
        return new Reference(dims, new double[size(dims)]);
    }

    /** The values of any value as doubles; booleans as 0 and 1. */
    public static Reference of(Value value) {
        int[] dims = value.shape().dims();
        double[] data = new double[value.shape().size()];
        switch (value) {
            case Tensor x -> {
                float[] floats = x.toArray();
                Arrays.setAll(data, i -> floats[i]);
            }
            case IntTensor x -> {
                int[] ints = x.toArray();
                Arrays.setAll(data, i -> ints[i]);
            }
            case BoolTensor x -> {
                boolean[] bools = x.toArray();
                Arrays.setAll(data, i -> bools[i] ? 1 : 0);
            }
        }
        return new Reference(dims, data);
    }

    public static int size(int... dims) {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        return size;
    }

    public int rank() {
        return dims.length;
    }

    /** The indices of the element at a flat position. */
    public int[] index(int flat) {
        int[] index = new int[dims.length];
        int rest = flat;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            index[axis] = rest % dims[axis];
            rest /= dims[axis];
        }
        return index;
    }

    /** The flat position of an index that may be longer and larger than the shape: it is broadcast. */
    public int flat(int... index) {
        int flat = 0;
        int extra = index.length - dims.length;
        for (int axis = 0; axis < dims.length; axis++) {
            flat = flat * dims[axis] + (dims[axis] == 1 ? 0 : index[axis + extra]);
        }
        return flat;
    }

    public double at(int... index) {
        return data[flat(index)];
    }

    /** A tensor whose element at each index is a function of that index. */
    public static Reference generate(int[] dims, ToDoubleFunction<int[]> element) {
        Reference out = zeros(dims);
        for (int i = 0; i < out.data.length; i++) {
            out.data[i] = element.applyAsDouble(out.index(i));
        }
        return out;
    }

    public Reference map(DoubleUnaryOperator f) {
        return new Reference(dims, Arrays.stream(data).map(f).toArray());
    }

    public Reference zip(Reference other, DoubleBinaryOperator f) {
        return generate(broadcast(dims, other.dims), index -> f.applyAsDouble(at(index), other.at(index)));
    }

    public static int[] broadcast(int[] a, int[] b) {
        int[] out = new int[Math.max(a.length, b.length)];
        for (int back = 1; back <= out.length; back++) {
            int p = back <= a.length ? a[a.length - back] : 1;
            int q = back <= b.length ? b[b.length - back] : 1;
            out[out.length - back] = p == 1 ? q : p;
        }
        return out;
    }

    public Reference reshape(int... target) {
        return new Reference(target, data);
    }

    public Reference broadcastTo(int... target) {
        return generate(target, this::at);
    }

    public Reference permute(int... order) {
        int[] target = new int[order.length];
        Arrays.setAll(target, i -> dims[order[i]]);
        return generate(target, index -> {
            int[] source = new int[order.length];
            for (int i = 0; i < order.length; i++) {
                source[order[i]] = index[i];
            }
            return at(source);
        });
    }

    /** The elements {@code from .. to - 1} along an axis. */
    public Reference slice(int axis, int from, int to) {
        int[] target = dims.clone();
        target[axis] = to - from;
        return generate(target, index -> {
            int[] source = index.clone();
            source[axis] += from;
            return at(source);
        });
    }

    public Reference pad(int axis, int before, int after) {
        int[] target = dims.clone();
        target[axis] += before + after;
        return generate(target, index -> {
            int[] source = index.clone();
            source[axis] -= before;
            return source[axis] < 0 || source[axis] >= dims[axis] ? 0 : at(source);
        });
    }

    public static Reference concat(int axis, Reference... parts) {
        int[] target = parts[0].dims.clone();
        target[axis] = Arrays.stream(parts).mapToInt(part -> part.dims[axis]).sum();
        return generate(target, index -> {
            int[] source = index.clone();
            for (Reference part : parts) {
                if (source[axis] < part.dims[axis]) {
                    return part.at(source);
                }
                source[axis] -= part.dims[axis];
            }
            throw new AssertionError("past the last part");
        });
    }

    /** Folds the named axes (all if none is named), which go or stay with size 1. */
    public Reference reduce(boolean keepDim, ToDoubleFunction<double[]> fold, int... axes) {
        boolean[] chosen = new boolean[dims.length];
        if (axes.length == 0) {
            Arrays.fill(chosen, true);
        }
        for (int axis : axes) {
            chosen[axis < 0 ? axis + dims.length : axis] = true;
        }
        int[] kept = dims.clone();
        int[] dropped = new int[dims.length];
        int rank = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            if (chosen[axis]) {
                kept[axis] = 1;
            } else {
                dropped[rank++] = dims[axis];
            }
        }
        Reference shape = zeros(kept);
        double[][] groups = new double[shape.data.length][0];
        for (int i = 0; i < data.length; i++) {
            int group = shape.flat(index(i));
            groups[group] = Arrays.copyOf(groups[group], groups[group].length + 1);
            groups[group][groups[group].length - 1] = data[i];
        }
        for (int i = 0; i < groups.length; i++) {
            shape.data[i] = fold.applyAsDouble(groups[i]);
        }
        return keepDim ? shape : shape.reshape(Arrays.copyOf(dropped, rank));
    }

    public Reference sum(boolean keepDim, int... axes) {
        return reduce(keepDim, group -> Arrays.stream(group).sum(), axes);
    }

    /** The column of the first largest element of a row. */
    public int argmax(int row) {
        return argBest(row, 1);
    }

    /** The column of the first smallest element of a row. */
    public int argmin(int row) {
        return argBest(row, -1);
    }

    private int argBest(int row, int sign) {
        int best = 0;
        for (int k = 1; k < dims[1]; k++) {
            best = sign * at(row, k) > sign * at(row, best) ? k : best;
        }
        return best;
    }

    /** Matrix product of the last two axes, batch axes broadcast. */
    public static Reference matmul(Reference a, Reference b, boolean transA, boolean transB) {
        Reference left = transA ? a.swapLast() : a;
        Reference right = transB ? b.swapLast() : b;
        int inner = left.dims[left.rank() - 1];
        int[] batch = broadcast(
                Arrays.copyOf(left.dims, left.rank() - 2), Arrays.copyOf(right.dims, right.rank() - 2));
        int[] target = Arrays.copyOf(batch, batch.length + 2);
        target[batch.length] = left.dims[left.rank() - 2];
        target[batch.length + 1] = right.dims[right.rank() - 1];
        return generate(target, index -> {
            double sum = 0;
            for (int k = 0; k < inner; k++) {
                int[] p = index.clone();
                int[] q = index.clone();
                p[index.length - 1] = k;
                q[index.length - 2] = k;
                sum += left.matrixElement(p) * right.matrixElement(q);
            }
            return sum;
        });
    }

    /** As {@link #at}, but only batch axes are broadcast. */
    private double matrixElement(int... index) {
        int extra = index.length - dims.length;
        int flat = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            int i = axis < dims.length - 2 && dims[axis] == 1 ? 0 : index[axis + extra];
            flat = flat * dims[axis] + i;
        }
        return data[flat];
    }

    public Reference swapLast() {
        int[] order = new int[dims.length];
        Arrays.setAll(order, i -> i);
        order[dims.length - 1] = dims.length - 2;
        order[dims.length - 2] = dims.length - 1;
        return permute(order);
    }

    public Reference logSumExp(boolean keepDim, int... axes) {
        return reduce(
                keepDim,
                group -> {
                    double largest = Arrays.stream(group).max().orElse(Double.NEGATIVE_INFINITY);
                    return largest + Math.log(Arrays.stream(group).map(x -> Math.exp(x - largest)).sum());
                },
                axes);
    }

    public Reference logSoftmax(int axis) {
        return zip(logSumExp(true, axis), (x, total) -> x - total);
    }

    /** Sum of the products with another tensor of the same shape. */
    public double dot(Reference other) {
        double sum = 0;
        for (int i = 0; i < data.length; i++) {
            sum += data[i] * other.data[i];
        }
        return sum;
    }

    // ---- functions that java.lang.Math does not have

    public static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    public static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** The error function by its Maclaurin series, or the continued fraction of erfc where that converges faster. */
    public static double erf(double x) {
        double size = Math.abs(x);
        if (size > 3) {
            double fraction = 0;
            for (int k = 60; k > 0; k--) {
                fraction = k / 2.0 / (size + fraction);
            }
            return Math.copySign(1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (size + fraction), x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    public static double normalCdf(double x) {
        return 0.5 * (1 + erf(x / Math.sqrt(2)));
    }
}
