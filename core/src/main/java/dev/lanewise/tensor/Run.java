package dev.lanewise.tensor;

import dev.lanewise.kernels.CompareKernels;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.ZipKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Elementwise;
import dev.lanewise.kernels.drivers.Elementwise.Cost;

/** Hands tensors to the elementwise drivers: what the ops' run methods have in common. */
final class Run {
    private Run() {}

    // Asked for at each use: the answer is a constant to the JIT, and where there is none each caller hears why.

    static MapKernels map() {
        return KernelLookup.active().map();
    }

    static ZipKernels zip() {
        return KernelLookup.active().zip();
    }

    static CompareKernels compare() {
        return KernelLookup.active().compare();
    }

    static void map(Tensor x, Tensor y, Cost cost, MapKernels.Loop loop) {
        Elementwise.map(loop, cost, x.data(), x.offset(), y.data(), y.offset(), x.size());
    }

    static void zip(Tensor a, Tensor b, Tensor y, Cost cost, ZipKernels.Loop loop) {
        if (isRun(a, y) && isRun(b, y)) { // the usual cases, without looking for a plan
            Elementwise.zip(
                    loop, cost, a.data(), a.offset(), step(a), b.data(), b.offset(), step(b), y.data(), y.offset(),
                    y.size());
            return;
        }
        Elementwise.zip(
                loop, cost,
                a.data(), a.offset(), a.shape().raw(),
                b.data(), b.offset(), b.shape().raw(),
                y.data(), y.offset(), y.shape().raw());
    }

    /** Whether an operand of y runs along with it from end to end, or is one value. */
    private static boolean isRun(Tensor x, Tensor y) {
        return x.size() == 1 || x.shape().equals(y.shape());
    }

    private static int step(Tensor x) {
        return x.size() == 1 ? 0 : 1;
    }

    static void compare(Tensor a, Tensor b, BoolTensor y, CompareKernels.Loop loop) {
        Elementwise.compare(
                loop,
                a.data(), a.offset(), a.shape().raw(),
                b.data(), b.offset(), b.shape().raw(),
                y.data(), 0, y.shape().raw());
    }
}
