package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.random.RandomOp;
import dev.lanewise.tensor.Op;

/** Random numbers: computed on the device from the address that the source of the CPU is at in each run. */
final class Draws {
    private static final String FILE = "random";

    /** Kernels that need doubles. */
    private static final String WEIGHTED = "weighted";

    private Draws() {}

    static void addTo(Stages stages) {
        stages.add(RandomOp.Uniform.class, (_, site) -> numbers("uniform", site));
        stages.add(RandomOp.Normal.class, (_, site) -> numbers("normal", site));
        stages.add(RandomOp.Randint.class, Draws::ints);
        stages.add(RandomOp.Dropout.class, (_, site) -> dropout(site));
        stages.add(RandomOp.MasklessDropout.class, (_, site) -> dropout(site));
        stages.add(RandomOp.Multinomial.class, Draws::multinomial);
    }

    /** Sets the address, which comes last. */
    private static void address(Op op, Arguments arguments) {
        switch ((RandomOp) op) {
            case RandomOp.Uniform draw -> address(draw.seed(), draw.stream(), draw.index(), arguments);
            case RandomOp.Normal draw -> address(draw.seed(), draw.stream(), draw.index(), arguments);
            case RandomOp.Randint draw -> address(draw.seed(), draw.stream(), draw.index(), arguments);
            case RandomOp.Dropout draw -> address(draw.seed(), draw.stream(), draw.index(), arguments);
            case RandomOp.MasklessDropout(RandomOp.Dropout draw) ->
                address(draw.seed(), draw.stream(), draw.index(), arguments);
            case RandomOp.Multinomial draw -> address(draw.seed(), draw.stream(), draw.index(), arguments);
            case RandomOp.Poisson _,RandomOp.Motion _ ->
                throw new IllegalArgumentException("gpu: no kernel draws what " + op.name() + " gives");
        }
    }

    private static void address(long seed, long stream, long index, Arguments arguments) {
        arguments.value(seed).value(stream).value(index);
    }

    /** How many blocks of four words some numbers can lie in, wherever they begin. */
    private static int blocks(Slot slot) {
        return slot.size() == 0 ? 0 : slot.size() / 4 + 2;
    }

    private static Stage numbers(String kernel, Site site) {
        Slot out = site.out(0);
        return Launch.inFile(FILE, kernel, site.items(blocks(out)), arguments -> arguments.slot(out).value(out.size()))
                .live(Draws::address);
    }

    private static Stage ints(RandomOp.Randint draw, Site site) {
        Slot out = site.out(0);
        return Launch.inFile(FILE, "randint", site.items(out.size()),
                arguments -> arguments.slot(out).values(out.size(), draw.low()).value(draw.count()))
                .live(Draws::address);
    }

    /** With or without the mask. */
    private static Stage dropout(Site site) {
        Slot out = site.out(0);
        boolean hasMask = site.out().size() > 1;
        return Launch.inFile(FILE, "dropout", site.items(blocks(out)),
                arguments -> arguments.slot(site.in(0)).slot(out)
                        .slot(hasMask ? site.out(1) : out).value(hasMask)
                        .value(out.size()))
                .live((op, arguments) -> {
                    RandomOp.Dropout dropout = op instanceof RandomOp.MasklessDropout maskless
                            ? maskless.dropout()
                            : (RandomOp.Dropout) op;
                    arguments.value(dropout.p()).value(dropout.scale());
                    address(dropout, arguments);
                });
    }

    /** An item for each row, with room for a tree of the sums of its weights. */
    private static Stage multinomial(RandomOp.Multinomial draw, Site site) {
        Slot weights = site.in(0);
        Slot out = site.out(0);
        int size = weights.shape().dim(-1);
        int rows = out.size() / draw.samples();
        long leaves = size == 1 ? 1 : 2L * Integer.highestOneBit(size - 1);
        long floatsOfTree = 2 * 2 * leaves; // a double is as large as two of them
        Slot trees = site.scratch(rows * floatsOfTree);
        return Launch.inFile(WEIGHTED, "multinomial", site.items(rows),
                arguments -> arguments.slot(weights).slot(out).slot(trees)
                        .values(rows, size, (int) leaves, draw.samples())
                        .value(draw.replacement())
                        .fault(site))
                .live(Draws::address);
    }
}
