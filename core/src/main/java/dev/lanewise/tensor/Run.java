package dev.lanewise.tensor;

import dev.lanewise.kernels.CompareKernels;
import dev.lanewise.kernels.Elementwise;
import dev.lanewise.kernels.Elementwise.Cost;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.ZipKernels;

/** Hands tensors to the elementwise drivers: what the ops' run methods have in common. */
final class Run {
    private Run() {}

    // Asked for at each use: the answer is a constant to the JIT, and where there is none each caller hears why.

    static MapKernels map() {
        return Kernels.active().map();
    }

    static ZipKernels zip() {
        return Kernels.active().zip();
    }

    static CompareKernels compare() {
        return Kernels.active().compare();
    }

    static void map(Tensor x, Tensor y, Cost cost, MapKernels.Loop loop) {
        Elementwise.map(loop, cost, x.data(), x.offset(), y.data(), y.offset(), x.size());
    }

    static void zip(Tensor a, Tensor b, Tensor y, Cost cost, ZipKernels.Loop loop) {
        Elementwise.zip(
                loop, cost,
                a.data(), a.offset(), a.shape().raw(),
                b.data(), b.offset(), b.shape().raw(),
                y.data(), y.offset(), y.shape().raw());
    }

    static void compare(Tensor a, Tensor b, BoolTensor y, CompareKernels.Loop loop) {
        Elementwise.compare(
                loop,
                a.data(), a.offset(), a.shape().raw(),
                b.data(), b.offset(), b.shape().raw(),
                y.data(), 0, y.shape().raw());
    }
}
