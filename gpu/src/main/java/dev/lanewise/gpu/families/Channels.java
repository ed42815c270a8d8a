package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.NdRange;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.drivers.ChannelNorms;
import dev.lanewise.kernels.drivers.Planes;
import dev.lanewise.ops.BatchNormOp;
import dev.lanewise.ops.GroupNormOp;
import dev.lanewise.tensor.Shape;

/** Normalisation of channels over a batch, by given statistics, and of groups of channels. */
final class Channels {
    private static final String FILE = "channel";

    /**
     * Runs of a block whose elements are summed up: its channels, or groups of them.
     *
     * @param count how many
     * @param batch planes of each
     * @param positions of a plane
     */
    private record Block(int count, int batch, int positions) {
        /** The channels of {@code [N, C, ...]}. */
        static Block ofChannels(Shape x) {
            return new Block(x.dim(1), x.dim(0), x.product(2, x.rank()));
        }

        /** Neighbouring elements of a size. */
        static Block ofRuns(int count, int size) {
            return new Block(count, 1, size);
        }

        Planes planes() {
            return new Planes(batch, count, positions);
        }

        int chunks() {
            return planes().chunks();
        }

        /** A group of items for each chunk of each. */
        NdRange range() {
            return NdRange.groups(ReduceKernels.LANES, (long) count * chunks());
        }

        void set(Arguments arguments) {
            Planes planes = planes();
            arguments.values(batch, positions, count * positions, planes.runs(), planes.height(), planes.chunks());
        }
    }

    private Channels() {}

    static void addTo(Stages stages) {
        stages.add(BatchNormOp.BatchNorm.class, Channels::batchNorm);
        stages.add(BatchNormOp.BatchNormGrad.class, Channels::batchNormGradient);
        stages.add(BatchNormOp.BatchNormByGiven.class, (op, site) -> scale(
                op.eps(), site.in(1), site.in(2), 3, Block.ofChannels(site.in(0).shape()).positions, site));
        stages.add(GroupNormOp.GroupNorm.class, Channels::groupNorm);
        stages.add(GroupNormOp.GroupNormGrad.class, Channels::groupNormGradient);
    }

    private static Stage batchNorm(BatchNormOp.BatchNorm op, Site site) {
        Block channels = Block.ofChannels(site.in(0).shape());
        return Sequence.of(
                moments(channels, site), scale(op.eps(), site.out(1), site.out(2), 1, channels.positions, site));
    }

    private static Stage groupNorm(GroupNormOp.GroupNorm op, Site site) {
        Shape x = site.in(0).shape();
        int size = size(x, op.groups());
        return Sequence.of(
                moments(Block.ofRuns(x.dim(0) * op.groups(), size), site),
                scale(op.eps(), site.out(1), site.out(2), 1, size, site));
    }

    /** Elements of a group of channels of a sample. */
    private static int size(Shape x, int groups) {
        return x.dim(1) / groups * x.product(2, x.rank());
    }

    /** Outputs 1 and 2: means and variances. */
    private static Stage moments(Block block, Site site) {
        int chunks = block.chunks();
        Slot means = site.scratch((long) block.count * chunks);
        Slot squares = site.scratch((long) block.count * chunks);
        Slot counts = site.scratch((long) block.count * chunks); // ints
        Planes planes = block.planes();
        Stage ofChunks = Launch.inFile(FILE, "channel_moments", block.range(), arguments -> {
            arguments.slot(site.in(0)).slot(means).slot(squares);
            block.set(arguments);
            arguments.value(ChannelNorms.FAR);
        });
        Stage join = Launch.inFile(FILE, "channel_join", site.items(block.count),
                arguments -> arguments.slot(means).slot(squares).slot(counts).slot(site.out(1)).slot(site.out(2))
                        .values(block.batch, block.positions, planes.runs(), planes.height(), chunks, block.count));
        return Sequence.of(ofChunks, join);
    }

    /**
     * Output 0 from statistics.
     *
     * @param weights the input that is the weight if there is one, and before the bias
     * @param size neighbouring elements that share a mean
     */
    private static Stage scale(float eps, Slot mean, Slot variance, int weights, int size, Site site) {
        Slot x = site.in(0);
        Slot y = site.out(0);
        boolean weighted = site.in().size() > weights;
        boolean biased = site.in().size() > weights + 1;
        return Launch.inFile(FILE, "channel_scale", site.items(y.size()),
                arguments -> arguments.slot(x).slot(mean).slot(variance)
                        .slot(weighted ? site.in(weights) : x).value(weighted)
                        .slot(biased ? site.in(weights + 1) : x).value(biased)
                        .slot(y).values(x.shape().dim(1), x.shape().product(2, x.shape().rank()), size, mean.size())
                        .value(y.size()).value(eps));
    }

    private static Stage batchNormGradient(BatchNormOp.BatchNormGrad op, Site site) {
        Slot x = site.in(1);
        Slot gx = site.out(0);
        Slot gw = site.out(1);
        Slot gb = site.out(2);
        boolean weighted = site.in().size() > 4;
        Block channels = Block.ofChannels(x.shape());
        Stage combine = Launch.inFile(FILE, "channel_combine", site.items(gx.size()),
                arguments -> arguments.slot(site.in(0)).slot(x).slot(site.in(2)).slot(site.in(3))
                        .slot(weighted ? site.in(4) : x).value(weighted)
                        .slot(gw).slot(gb).slot(gx)
                        .values(channels.count, channels.positions, channels.batch * channels.positions, gx.size())
                        .value(op.eps()));
        return Sequence.of(products(channels, 1, gb, gw, site), roots(gw, 1, op.eps(), site), combine);
    }

    /**
     * Sums of g and of {@code g * (x - mean)} of channels.
     *
     * @param width how many neighbours share a mean
     */
    private static Stage products(Block block, int width, Slot p, Slot q, Site site) {
        int chunks = block.chunks();
        Slot ofP = site.scratch((long) block.count * chunks);
        Slot ofQ = site.scratch((long) block.count * chunks);
        Stage ofChunks = Launch.inFile(FILE, "channel_products", block.range(), arguments -> {
            arguments.slot(site.in(0)).slot(site.in(1)).slot(site.in(2)).slot(ofP).slot(ofQ);
            block.set(arguments);
            arguments.values(width, block.count);
        });
        return Sequence.of(ofChunks, Norms.fold(ofP, chunks, p, site), Norms.fold(ofQ, chunks, q, site));
    }

    private static Stage roots(Slot q, int width, float eps, Site site) {
        return Launch.inFile(FILE, "channel_roots", site.items(q.size()),
                arguments -> arguments.slot(q).slot(site.in(3)).value(width).value(eps).value(q.size()));
    }

    private static Stage groupNormGradient(GroupNormOp.GroupNormGrad op, Site site) {
        Slot x = site.in(1);
        Slot gx = site.out(0);
        Slot variance = site.in(3);
        boolean weighted = site.in().size() > 4;
        Slot weight = weighted ? site.in(4) : x;
        int batch = x.shape().dim(0);
        int channels = x.shape().dim(1);
        int positions = x.shape().product(2, x.shape().rank());
        int width = channels / op.groups();
        Slot p = site.scratch((long) batch * channels);
        Slot q = site.scratch((long) batch * channels);
        Slot ofP = site.scratch(variance.size());
        Slot ofQ = site.scratch(variance.size());
        Stage groups = Launch.inFile(FILE, "group_sums", site.items(variance.size()),
                arguments -> arguments.slot(p).slot(q).slot(weight).value(weighted).slot(ofP).slot(ofQ)
                        .values(width, channels, variance.size()));
        Stage combine = Launch.inFile(FILE, "group_combine", site.items(gx.size()),
                arguments -> arguments.slot(site.in(0)).slot(x).slot(site.in(2)).slot(variance)
                        .slot(weight).value(weighted).slot(ofP).slot(ofQ).slot(gx)
                        .values(channels, positions, size(x.shape(), op.groups()), gx.size()).value(op.eps()));
        return Sequence.of(
                products(Block.ofRuns(batch * channels, positions), width, p, q, site), roots(q, width, op.eps(), site),
                groups, combine, Norms.fold(q, batch, site.out(1), site), Norms.fold(p, batch, site.out(2), site));
    }
}
