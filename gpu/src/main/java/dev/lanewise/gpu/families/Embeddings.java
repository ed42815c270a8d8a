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
import dev.lanewise.ops.Bags;
import dev.lanewise.ops.EmbeddingOp;
import java.util.ArrayList;
import java.util.List;

/** Rows of tables by index, alone and in bags; indices that name no row and bags that do not ascend are refused. */
final class Embeddings {
    private static final String FILE = "embedding";

    /**
     * The bags of an op.
     *
     * @param at the place of the indices among the inputs
     */
    private record Groups(Bags bags, int at, Site site) {
        Slot indices() {
            return site.in(at);
        }

        private Slot starts() {
            return site.in(bags.offsets() ? at + 1 : at);
        }

        int count() {
            return bags.offsets() ? starts().size() - 1 : indices().shape().dim(0);
        }

        /** Checks of what may be refused. */
        List<Stage> checks() {
            return bags.offsets()
                    ? List.of(Launch.inFile(FILE, "check_starts", site.items(starts().size()),
                            arguments -> arguments.slot(starts()).values(indices().size(), starts().size())
                                    .fault(site)))
                    : List.of();
        }

        /** The arguments that are called BAGS in the code. */
        Arguments bind(Arguments arguments) {
            return arguments.slot(indices()).slot(starts()).value(bags.offsets())
                    .values(bags.offsets() ? 0 : indices().shape().dim(1), count(), bags.padding(), indices().size());
        }

        /** Three arguments: factors, and whether there are some. */
        Arguments factors(Arguments arguments, Slot instead) {
            return arguments.slot(bags.factors() ? site.in(at + (bags.offsets() ? 2 : 1)) : instead)
                    .value(bags.factors());
        }
    }

    private Embeddings() {}

    static void addTo(Stages stages) {
        stages.add(EmbeddingOp.Embedding.class, (_, site) -> Gathers.takeRows(site));
        stages.add(EmbeddingOp.SumBags.class, (op, site) -> sum(new Groups(op.bags(), 1, site), site));
        stages.add(EmbeddingOp.AddBags.class, (op, site) -> add(new Groups(op.bags(), 1, site), op.count(), site));
        stages.add(EmbeddingOp.BagDots.class, (op, site) -> dots(new Groups(op.bags(), 2, site), site));
        stages.add(EmbeddingOp.MaxBags.class, (op, site) -> max(new Groups(op.bags(), 1, site), site));
        stages.add(EmbeddingOp.BagSizes.class, (op, site) -> sizes(new Groups(op.bags(), 0, site), site));
    }

    /** Checks of all, and then a kernel. */
    private static Stage checked(Groups groups, int vocabulary, Site site, Stage kernel) {
        List<Stage> stages = new ArrayList<>(groups.checks());
        stages.add(Entries.check(groups.indices(), vocabulary, site));
        stages.add(kernel);
        return new Sequence(stages);
    }

    private static Stage sum(Groups groups, Site site) {
        Slot table = site.in(0);
        Slot out = site.out(0);
        int vocabulary = table.shape().dim(0);
        return checked(groups, vocabulary, site, Launch.inFile(FILE, "sum_bags", site.items(out.size()),
                arguments -> groups.factors(groups.bind(arguments), table)
                        .slot(table).slot(out)
                        .values(vocabulary, table.shape().dim(1), out.size())));
    }

    private static Stage add(Groups groups, int vocabulary, Site site) {
        Slot x = site.in(0);
        Slot out = site.out(0);
        Entries entries = new Entries(groups.indices(), 1, groups.indices().size(), 1, vocabulary, site);
        List<Stage> stages = new ArrayList<>(groups.checks());
        stages.addAll(entries.stages());
        stages.add(Launch.inFile(FILE, "add_bags", site.items(out.size()),
                arguments -> groups.factors(groups.bind(entries.bind(arguments)), x)
                        .slot(x).slot(out)
                        .values(vocabulary, x.shape().dim(1), out.size())));
        return new Sequence(stages);
    }

    private static Stage dots(Groups groups, Site site) {
        Slot table = site.in(1);
        int vocabulary = table.shape().dim(0);
        NdRange range = NdRange.groups(ReduceKernels.LANES, groups.indices().size());
        return checked(groups, vocabulary, site, Launch.inFile(FILE, "dot_bags", range,
                arguments -> groups.bind(arguments)
                        .slot(site.in(0)).slot(table).slot(site.out(0))
                        .values(vocabulary, table.shape().dim(1))));
    }

    private static Stage max(Groups groups, Site site) {
        Slot table = site.in(0);
        int size = site.out(0).size();
        int vocabulary = table.shape().dim(0);
        return checked(groups, vocabulary, site, Launch.inFile(FILE, "max_bags", site.items(size),
                arguments -> groups.bind(arguments)
                        .slot(table).slots(site.out())
                        .values(vocabulary, table.shape().dim(1), size)));
    }

    private static Stage sizes(Groups groups, Site site) {
        List<Stage> stages = new ArrayList<>(groups.checks());
        stages.add(Launch.inFile(FILE, "bag_sizes", site.items(groups.count()),
                arguments -> groups.bind(arguments).slot(site.out(0))));
        return new Sequence(stages);
    }
}
