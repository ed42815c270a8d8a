package dev.lanewise.ops;

import dev.lanewise.optable.Reference;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** Pools in doubles, by walking over every window. */
final class PoolReference {
    private PoolReference() {}

    /**
     * The elements of a window in row-major order.
     *
     * @param places where they are in their plane
     * @param counted how many there are with those in the padding
     */
    record Cells(double[] values, int[] places, double counted) {
        double sum() {
            return Arrays.stream(values).sum();
        }

        double mean() {
            return sum() / values.length;
        }

        double largest() {
            return Arrays.stream(values).max().orElseThrow();
        }

        double place() {
            for (int i = 0;; i++) {
                if (values[i] == largest()) {
                    return places[i];
                }
            }
        }
    }

    /** Where a window lies along an axis: every {@code step}-th element, some of them in the padding. */
    private record Run(int start, int step, int count, int size, int padding) {
        int at(int i) {
            return start + i * step;
        }

        boolean isIn(int i) {
            return at(i) >= 0 && at(i) < size;
        }

        int counted() {
            int counted = 0;
            for (int i = 0; i < count; i++) {
                counted += at(i) < size + padding ? 1 : 0;
            }
            return counted;
        }
    }

    /** A function of the elements of each window. */
    static Reference windows(Reference x, int axes, Window window, ToDoubleFunction<Cells> function) {
        Window each = window.over("reference", axes);
        int lead = x.rank() - axes;
        int[] dims = x.dims.clone();
        for (int i = 0; i < axes; i++) {
            int count = 1;
            int padded = x.dims[lead + i] + each.padding().get(i);
            while (goesOn(count, padded, each, i)) {
                count++;
            }
            dims[lead + i] = count;
        }
        return Reference.generate(dims, index -> {
            Run[] runs = new Run[axes];
            Arrays.setAll(runs, i -> run(x, lead, each, i, index[lead + i]));
            return function.applyAsDouble(cells(x, index, runs));
        });
    }

    private static boolean goesOn(int next, int padded, Window window, int i) {
        int start = next * window.stride().get(i) - window.padding().get(i);
        int extent = (window.kernel().get(i) - 1) * window.dilation().get(i) + 1;
        return window.ceilMode()
                ? start - window.stride().get(i) + extent < padded && start < padded - window.padding().get(i)
                : start + extent <= padded;
    }

    private static Run run(Reference x, int lead, Window window, int i, int o) {
        return new Run(
                o * window.stride().get(i) - window.padding().get(i), window.dilation().get(i),
                window.kernel().get(i), x.dims[lead + i], window.padding().get(i));
    }

    /** A function of the elements of the windows that share out the last axes. */
    static Reference adaptive(Reference x, ToDoubleFunction<Cells> function, int... sizes) {
        int lead = x.rank() - sizes.length;
        int[] dims = x.dims.clone();
        System.arraycopy(sizes, 0, dims, lead, sizes.length);
        return Reference.generate(dims, index -> {
            Run[] runs = new Run[sizes.length];
            Arrays.setAll(runs, i -> {
                double share = (double) x.dims[lead + i] / sizes[i];
                int from = (int) Math.floor(index[lead + i] * share + 1e-9);
                int to = (int) Math.ceil((index[lead + i] + 1) * share - 1e-9);
                return new Run(from, 1, to - from, x.dims[lead + i], 0);
            });
            return function.applyAsDouble(cells(x, index, runs));
        });
    }

    private static Cells cells(Reference x, int[] index, Run... runs) {
        int[] at = index.clone();
        double[] values = new double[0];
        int[] places = new int[0];
        int total = Arrays.stream(runs).mapToInt(Run::count).reduce(1, (a, b) -> a * b);
        double counted = 1;
        for (Run run : runs) {
            counted *= run.counted();
        }
        for (int k = 0; k < total; k++) {
            int rest = k;
            boolean in = true;
            for (int i = runs.length - 1; i >= 0; i--) {
                int step = rest % runs[i].count;
                rest /= runs[i].count;
                in &= runs[i].isIn(step);
                at[at.length - runs.length + i] = runs[i].at(step);
            }
            if (in) {
                int place = 0;
                for (int i = 0; i < runs.length; i++) {
                    place = place * runs[i].size + at[at.length - runs.length + i];
                }
                values = Arrays.copyOf(values, values.length + 1);
                values[values.length - 1] = x.at(at);
                places = Arrays.copyOf(places, places.length + 1);
                places[places.length - 1] = place;
            }
        }
        return new Cells(values, places, counted);
    }

    /** Planes of these sizes, with each element of x shared out over its window. */
    static Reference spread(Reference x, Window window, int height, int width) {
        Reference y = Reference.zeros(x.dims[0], x.dims[1], height, width);
        Reference places = Reference.generate(y.dims, index -> index[2] * width + index[3]);
        int size = height * width;
        int[] next = {0};
        windows(places, 2, window, cells -> {
            int o = next[0]++;
            int plane = o / (x.dims[2] * x.dims[3]) * size;
            for (int place : cells.places) {
                y.data[plane + place] += x.data[o] / cells.counted;
            }
            return 0;
        });
        return y;
    }

    /** The largest of each window of 2 x 2, times y, where it was; zeros elsewhere. */
    static Reference unpooled(Reference x, Reference y) {
        Reference z = Reference.zeros(x.dims);
        int size = x.dims[x.rank() - 2] * x.dims[x.rank() - 1];
        int count = y.dims[y.rank() - 2] * y.dims[y.rank() - 1];
        Reference values = windows(x, 2, Window.of(2), Cells::largest);
        Reference places = windows(x, 2, Window.of(2), Cells::place);
        for (int i = 0; i < y.data.length; i++) {
            z.data[i / count * size + (int) places.data[i]] = values.data[i] * y.data[i];
        }
        return z;
    }

    /** Some place in a plane for the element of this number. */
    static int place(int i, int size) {
        return (i * 7 + i / 5 + 3) % size;
    }

    /** Planes of these sizes with the elements of x added at {@link #place}. */
    static Reference scattered(Reference x, int height, int width) {
        Reference y = Reference.zeros(x.dims[0], height, width);
        for (int i = 0; i < x.data.length; i++) {
            int plane = i / (x.dims[1] * x.dims[2]) * height * width;
            y.data[plane + place(i, height * width)] += x.data[i];
        }
        return y;
    }

    /** The elements at {@link #place}, as many as these sizes say. */
    static Reference gathered(Reference x, int height, int width) {
        Reference y = Reference.zeros(x.dims[0], height, width);
        int size = x.dims[1] * x.dims[2];
        for (int i = 0; i < y.data.length; i++) {
            y.data[i] = x.data[i / (height * width) * size + place(i, size)];
        }
        return y;
    }
}
