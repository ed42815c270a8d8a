package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.NdRange;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.conv.Geometry;
import dev.lanewise.kernels.conv.Grid;
import dev.lanewise.ops.ConvOp;
import dev.lanewise.ops.ConvWindow;
import dev.lanewise.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutions and their gradients. A product with what taps read is one launch, for the gradient of the input one for
 * each phase of the stride. The gradient of the weight has one for the chains of all sums, or for as many as fit some
 * memory, and one that adds them up.
 */
final class Convolutions {
    static final String FILE = "conv";

    /** Items of a group that computes a tile, and sums of an item along both sides. */
    private static final int ITEMS = 64;

    private static final int SIDE = 8;

    /** How much of the sums a tile takes at a time. */
    private static final int DEPTH = 16;

    /** Rows from which on tiles pay. */
    private static final int FEWEST = 3;

    /** Floats of chains that wait to be added up. */
    private static final int WAITING = 1 << 22;

    private Convolutions() {}

    static void addTo(Stages stages) {
        stages.add(ConvOp.Forward.class, Convolutions::forward);
        stages.add(ConvOp.InputGradient.class, Convolutions::inputGradient);
        stages.add(ConvOp.WeightGradient.class, Convolutions::weightGradient);
    }

    private static Geometry geometry(ConvOp op, Site site) {
        Shape[] all = op.convolution(
                site.in().stream().map(Slot::shape).toArray(Shape[]::new), site.out(0).shape());
        ConvWindow window = op.window();
        return Geometry.of(window.groups(), window.stride(), window.before(), window.dilation(), all[0].dims(),
                all[1].dims(), all[2].dims());
    }

    private static Stage forward(ConvOp.Forward op, Site site) {
        if (site.out(0).size() == 0) {
            return new Sequence(List.of());
        }
        Geometry geometry = geometry(op, site);
        int taps = geometry.taps();
        int channels = geometry.channelsOfGroup();
        int filters = geometry.filtersOfGroup();
        Taps grid = new Taps(Grid.ofConvolution(geometry), channels);
        return product(
                grid, grid.weights(taps), filters, channels * taps, filters * channels * taps, geometry,
                new ConvEnd(op.tail(), site), site);
    }

    private static Stage inputGradient(ConvOp.InputGradient op, Site site) {
        if (site.out(0).size() == 0) {
            return new Sequence(List.of());
        }
        Geometry geometry = geometry(op, site);
        int taps = geometry.taps();
        int channels = geometry.channelsOfGroup();
        int filters = geometry.filtersOfGroup();
        ConvEnd end = new ConvEnd(op.tail(), site);
        List<Stage> stages = new ArrayList<>();
        int reached = 0;
        for (Grid phase : Grid.ofTranspose(geometry)) {
            Taps grid = new Taps(phase, filters);
            reached += grid.positions();
            stages.add(product(
                    grid, grid.weights(channels * taps), channels, taps, filters * channels * taps, geometry, end,
                    site));
        }
        if (reached < geometry.inPlane()) {
            stages.addFirst(nothing(geometry, end, site));
        }
        return new Sequence(stages);
    }

    /** What follows sums of nothing. */
    private static Stage nothing(Geometry geometry, ConvEnd end, Site site) {
        Slot out = site.out(0);
        return Launch.inFile(FILE, "conv_nothing", site.items(out.size()), arguments -> {
            arguments.slot(out);
            end.bind(arguments);
            arguments.values(geometry.inPlane(), out.shape().dim(1), out.size());
        });
    }

    /**
     * The sums of a group's rows of weights with what taps read.
     *
     * @param weights where those of the first row of a group lie, in the order of the sums
     * @param ofRow from a row of weights to the next
     * @param ofGroup from a group of weights to the next
     */
    private static Stage product(
            Taps grid, int[] weights, int rows, int ofRow, int ofGroup, Geometry geometry, ConvEnd end, Site site) {
        Slot source = site.in(0);
        Slot out = site.out(0);
        int groups = geometry.groups();
        int depth = weights.length;
        int columns = geometry.batch() * grid.positions();
        boolean single = rows < FEWEST;
        int high = single ? rows : high(rows);
        int deep = single ? depth : Math.ceilDiv(depth, DEPTH) * DEPTH;
        Slot packed = site.scratch((long) groups * Math.ceilDiv(rows, high) * high * deep);
        Slot from = site.table(weights);
        Slot taps = site.table(grid.taps());
        Slot places = site.table(grid.places());
        Slot elements = site.table(grid.elements());
        Stage pack = Launch.inFile(FILE, "conv_pack", site.items(packed.size()),
                arguments -> arguments.slot(site.in(1)).slot(from).slot(packed)
                        .values(rows, depth, high, deep, ofRow, ofGroup, packed.size()));
        NdRange items = single
                ? site.items((long) groups * rows * columns)
                : tiles(rows, columns, high, groups);
        Stage product = Launch.inFile(FILE, single ? "conv_single" : "conv_tile_" + high, items, arguments -> {
            arguments.slot(source).slot(packed).slot(taps).slot(places).slot(elements).slot(out);
            end.bind(arguments);
            arguments.values(groups, rows, columns, depth, grid.positions())
                    .values(source.size() / geometry.batch(), source.size() / geometry.batch() / groups)
                    .values(grid.sizes()).value(grid.isWithin())
                    .value(out.size() / geometry.batch() / groups / rows);
        });
        return Sequence.of(pack, product);
    }

    private static int high(int rows) {
        return rows <= 16 ? 16 : rows <= 32 ? 32 : 64;
    }

    private static NdRange tiles(int rows, int columns, int high, int times) {
        int wide = ITEMS * SIDE * SIDE / high;
        return NdRange.groups(ITEMS, (long) Math.ceilDiv(columns, wide) * Math.ceilDiv(rows, high) * times);
    }

    private static Stage weightGradient(ConvOp.WeightGradient op, Site site) {
        Geometry geometry = geometry(op, site);
        Slot source = site.in(0);
        Slot slope = site.in(1);
        Slot out = site.out(0);
        int groups = geometry.groups();
        int rows = geometry.filtersOfGroup();
        int columns = geometry.channelsOfGroup() * geometry.taps();
        int depth = geometry.batch() * geometry.outPlane();
        if (out.size() == 0) {
            return new Sequence(List.of());
        }
        if (depth == 0) {
            return addUp(out, 0, false, out, site);
        }
        Taps grid = new Taps(Grid.ofConvolution(geometry), geometry.channelsOfGroup());
        Slot taps = site.table(grid.tapsByPlane());
        Slot places = site.table(grid.places());
        int chains = Math.ceilDiv(depth, GemmKernels.CHAIN);
        int wave = Math.clamp(WAITING / out.size(), 1, chains);
        Slot sums = chains == 1 ? out : site.scratch((long) wave * out.size());
        boolean single = rows < FEWEST;
        int high = Math.max(32, high(rows));
        List<Stage> stages = new ArrayList<>();
        for (int from = 0; from < chains; from += wave) {
            int first = from;
            int count = Math.min(wave, chains - first);
            NdRange items = single ? site.items((long) count * out.size()) : tiles(rows, columns, high, groups * count);
            stages.add(Launch.inFile(FILE, single ? "conv_weight_single" : "conv_weight_tile_" + high, items,
                    arguments -> arguments.slot(source).slot(slope).slot(taps).slot(places).slot(sums)
                            .values(groups, rows, columns, depth, grid.positions())
                            .values(source.size() / geometry.batch(), source.size() / geometry.batch() / groups)
                            .values(grid.sizes()).value(grid.isWithin())
                            .values(first, count)));
            if (chains > 1) {
                stages.add(addUp(sums, count, first > 0, out, site));
            }
        }
        return new Sequence(stages);
    }

    /** Adds up some chains. */
    private static Stage addUp(Slot chains, int count, boolean add, Slot out, Site site) {
        return Launch.inFile(FILE, "conv_add_up", site.items(out.size()),
                arguments -> arguments.slot(chains).values(count).value(add).slot(out).value(out.size()));
    }
}
