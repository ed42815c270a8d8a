package dev.lanewise.kernels.choice;

import dev.lanewise.kernels.ActivationKernels;
import dev.lanewise.kernels.CellKernels;
import dev.lanewise.kernels.CompareKernels;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.OptimizerKernels;
import dev.lanewise.kernels.PatchKernels;
import dev.lanewise.kernels.PoolKernels;
import dev.lanewise.kernels.RandomKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.ResampleKernels;
import dev.lanewise.kernels.RowGroupKernels;
import dev.lanewise.kernels.SoftmaxKernels;
import dev.lanewise.kernels.TapKernels;
import dev.lanewise.kernels.ZipKernels;
import dev.lanewise.kernels.loops.LoopCompiler;
import dev.lanewise.kernels.simd.Lanes;
import dev.lanewise.kernels.simd.SimdActivationKernels;
import dev.lanewise.kernels.simd.SimdCellKernels;
import dev.lanewise.kernels.simd.SimdCompareKernels;
import dev.lanewise.kernels.simd.SimdLoopCompiler;
import dev.lanewise.kernels.simd.SimdMapKernels;
import dev.lanewise.kernels.simd.SimdNormKernels;
import dev.lanewise.kernels.simd.SimdOptimizerKernels;
import dev.lanewise.kernels.simd.SimdPatchKernels;
import dev.lanewise.kernels.simd.SimdPoolKernels;
import dev.lanewise.kernels.simd.SimdRandomKernels;
import dev.lanewise.kernels.simd.SimdReduceKernels;
import dev.lanewise.kernels.simd.SimdResampleKernels;
import dev.lanewise.kernels.simd.SimdRowGroupKernels;
import dev.lanewise.kernels.simd.SimdSoftmaxKernels;
import dev.lanewise.kernels.simd.SimdZipKernels;
import dev.lanewise.kernels.simd.gemm.SimdGemmKernels;
import dev.lanewise.kernels.simd.gemm.SimdTapKernels;

/**
 * The set on the Vector API, at the width that {@link Lanes} has chosen. {@link KernelLookup} loads it by name, and
 * only if the incubator module is present. Members are static: constants to the JIT.
 */
final class SimdKernels implements Kernels {
    private static final MapKernels MAP = new SimdMapKernels();
    private static final ZipKernels ZIP = new SimdZipKernels();
    private static final CompareKernels COMPARE = new SimdCompareKernels();
    private static final ReduceKernels REDUCE = new SimdReduceKernels();
    private static final SoftmaxKernels SOFTMAX = new SimdSoftmaxKernels();
    private static final GemmKernels GEMM = new SimdGemmKernels();
    private static final OptimizerKernels OPTIMIZER = new SimdOptimizerKernels();
    private static final RandomKernels RANDOM = new SimdRandomKernels();
    private static final ActivationKernels ACTIVATION = new SimdActivationKernels();
    private static final NormKernels NORM = new SimdNormKernels();
    private static final PatchKernels PATCHES = new SimdPatchKernels();
    private static final TapKernels TAPS = new SimdTapKernels();
    private static final CellKernels CELLS = new SimdCellKernels();
    private static final PoolKernels POOL = new SimdPoolKernels();
    private static final ResampleKernels RESAMPLE = new SimdResampleKernels();
    private static final RowGroupKernels ROW_GROUPS = new SimdRowGroupKernels();
    private static final LoopCompiler LOOPS = new SimdLoopCompiler();

    @Override
    public String name() {
        return "simd-" + Lanes.BITS;
    }

    @Override
    public MapKernels map() {
        return MAP;
    }

    @Override
    public ZipKernels zip() {
        return ZIP;
    }

    @Override
    public CompareKernels compare() {
        return COMPARE;
    }

    @Override
    public ReduceKernels reduce() {
        return REDUCE;
    }

    @Override
    public SoftmaxKernels softmax() {
        return SOFTMAX;
    }

    @Override
    public GemmKernels gemm() {
        return GEMM;
    }

    @Override
    public OptimizerKernels optimizer() {
        return OPTIMIZER;
    }

    @Override
    public RandomKernels random() {
        return RANDOM;
    }

    @Override
    public ActivationKernels activation() {
        return ACTIVATION;
    }

    @Override
    public NormKernels norm() {
        return NORM;
    }

    @Override
    public TapKernels taps() {
        return TAPS;
    }

    @Override
    public CellKernels cells() {
        return CELLS;
    }

    @Override
    public PatchKernels patches() {
        return PATCHES;
    }

    @Override
    public PoolKernels pool() {
        return POOL;
    }

    @Override
    public ResampleKernels resample() {
        return RESAMPLE;
    }

    @Override
    public RowGroupKernels rowGroups() {
        return ROW_GROUPS;
    }

    @Override
    public LoopCompiler loops() {
        return LOOPS;
    }
}
