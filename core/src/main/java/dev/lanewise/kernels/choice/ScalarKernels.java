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
import dev.lanewise.kernels.scalar.ScalarActivationKernels;
import dev.lanewise.kernels.scalar.ScalarCellKernels;
import dev.lanewise.kernels.scalar.ScalarCompareKernels;
import dev.lanewise.kernels.scalar.ScalarGemmKernels;
import dev.lanewise.kernels.scalar.ScalarLoopCompiler;
import dev.lanewise.kernels.scalar.ScalarMapKernels;
import dev.lanewise.kernels.scalar.ScalarNormKernels;
import dev.lanewise.kernels.scalar.ScalarOptimizerKernels;
import dev.lanewise.kernels.scalar.ScalarPatchKernels;
import dev.lanewise.kernels.scalar.ScalarPoolKernels;
import dev.lanewise.kernels.scalar.ScalarRandomKernels;
import dev.lanewise.kernels.scalar.ScalarReduceKernels;
import dev.lanewise.kernels.scalar.ScalarResampleKernels;
import dev.lanewise.kernels.scalar.ScalarRowGroupKernels;
import dev.lanewise.kernels.scalar.ScalarSoftmaxKernels;
import dev.lanewise.kernels.scalar.ScalarTapKernels;
import dev.lanewise.kernels.scalar.ScalarZipKernels;

/** The set in plain Java: the reference, and the fallback on every JVM. Members are static: constants to the JIT. */
final class ScalarKernels implements Kernels {
    static final Kernels SET = new ScalarKernels();

    private static final MapKernels MAP = new ScalarMapKernels();
    private static final ZipKernels ZIP = new ScalarZipKernels();
    private static final CompareKernels COMPARE = new ScalarCompareKernels();
    private static final ReduceKernels REDUCE = new ScalarReduceKernels();
    private static final SoftmaxKernels SOFTMAX = new ScalarSoftmaxKernels();
    private static final GemmKernels GEMM = new ScalarGemmKernels();
    private static final OptimizerKernels OPTIMIZER = new ScalarOptimizerKernels();
    private static final RandomKernels RANDOM = new ScalarRandomKernels();
    private static final ActivationKernels ACTIVATION = new ScalarActivationKernels();
    private static final NormKernels NORM = new ScalarNormKernels();
    private static final PatchKernels PATCHES = new ScalarPatchKernels();
    private static final TapKernels TAPS = new ScalarTapKernels();
    private static final CellKernels CELLS = new ScalarCellKernels();
    private static final PoolKernels POOL = new ScalarPoolKernels();
    private static final ResampleKernels RESAMPLE = new ScalarResampleKernels();
    private static final RowGroupKernels ROW_GROUPS = new ScalarRowGroupKernels();
    private static final LoopCompiler LOOPS = new ScalarLoopCompiler();

    private ScalarKernels() {}

    @Override
    public String name() {
        return "scalar";
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
