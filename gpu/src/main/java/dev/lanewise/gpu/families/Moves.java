package dev.lanewise.gpu.families;

import dev.lanewise.gpu.families.Walk.Axis;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.NdRange;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.primitives.ArrangeOp;
import dev.lanewise.tensor.primitives.MoveOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Copies to other places: orders of axes, slices, concatenation, zeros around. Kernels copy bits of any type. */
final class Moves {
    private static final String FILE = "move";

    /** Rows and columns of a tile of {@code move.cl}. */
    private static final int TILE = 32;

    /** Rows of a tile that the items of a group copy together. */
    private static final int TOGETHER = 8;

    /** Axes that are shorter are not worth a tile. */
    private static final int LEAST = 8;

    private Moves() {}

    static void addTo(Stages stages) {
        stages.add(MoveOp.Permute.class, Moves::permute);
        stages.add(MoveOp.Slice.class, (op, site) -> every(op.axis(), op.from(), 1, site));
        stages.add(MoveOp.Strided.class, (op, site) -> every(op.axis(), op.start(), op.step(), site));
        stages.add(MoveOp.Pad.class, (op, site) -> spread(op.axis(), op.before(), 1, site));
        stages.add(MoveOp.Spread.class, (op, site) -> spread(op.axis(), op.start(), op.step(), site));
        stages.add(MoveOp.Triangle.class, Moves::triangle);
        stages.add(MoveOp.Concat.class, (op, site) -> join(op.axis(), site));
        stages.add(ArrangeOp.Strided.class, (op, site) -> taken(op.strides(), op.offset(), site));
        stages.add(ArrangeOp.Join.class, (op, site) -> join(op.axis(), site));
        stages.add(ArrangeOp.Choose.class, (_, site) -> choose(site));
    }

    private static Stage permute(MoveOp.Permute op, Site site) {
        int[] own = Walk.steps(site.in(0).shape());
        return taken(Arrays.stream(op.order()).map(axis -> own[axis]).toArray(), 0, site);
    }

    /** Elements at equal distances along an axis. */
    private static Stage every(int axis, int start, int step, Site site) {
        int[] steps = Walk.steps(site.in(0).shape());
        int offset = start * steps[axis];
        steps[axis] *= step;
        return taken(steps, offset, site);
    }

    /** All elements of the output from places of the input, which are an offset and steps along the axes. */
    private static Stage taken(int[] steps, int offset, Site site) {
        Shape shape = site.out(0).shape();
        if (shape.size() == 0) {
            return Sequence.of();
        }
        Walk walk = new Walk(shape, steps, Walk.steps(shape));
        Slot from = site.in(0).from(offset);
        return walk.axes().isEmpty() || from.spec().type() == Spec.Type.BOOL
                ? copy(from, site.out(0), walk, site)
                : turned(walk).map(cols -> tiles(from, walk, cols, site))
                        .orElseGet(() -> copy(from, site.out(0), walk, site));
    }

    /** The axis along which the input is read best, if that is not the one along which the output is written best. */
    private static Optional<Axis> turned(Walk walk) {
        Axis rows = walk.axes().getLast();
        return walk.axes().stream()
                .filter(axis -> axis.steps().getFirst() == 1 && rows.steps().getFirst() != 1)
                .filter(axis -> axis.size() >= LEAST && rows.size() >= LEAST)
                .findFirst();
    }

    private static Stage tiles(Slot from, Walk walk, Axis cols, Site site) {
        Axis rows = walk.axes().getLast();
        Walk rest = walk.without(rows, cols);
        int rowTiles = Math.ceilDiv(rows.size(), TILE);
        Slot table = rest.table(site);
        long colTiles = Math.ceilDiv(cols.size(), TILE);
        NdRange range = NdRange.tiles(TILE, TOGETHER, colTiles * rowTiles * rest.size());
        return Launch.inFile(FILE, "copy_tiles", range,
                arguments -> arguments.slot(from).slot(site.out(0))
                        .values(rows.size(), rows.steps().getFirst(), cols.size(), cols.steps().getLast(), rowTiles)
                        .slot(table).value(rest.rank()));
    }

    private static Stage copy(Slot from, Slot to, Walk walk, Site site) {
        String kernel = from.spec().type() == Spec.Type.BOOL ? "copy_bytes" : "copy_words";
        Slot table = walk.table(site);
        return Launch.inFile(FILE, kernel, site.items(walk.size()),
                arguments -> arguments.slot(from).slot(to).slot(table).values(walk.rank(), walk.size()));
    }

    private static Stage join(int axis, Site site) {
        Slot out = site.out(0);
        List<Stage> parts = new ArrayList<>();
        int at = 0;
        for (Slot part : site.in()) {
            Shape shape = part.shape();
            if (part.size() > 0) {
                Walk walk = new Walk(shape, Walk.steps(shape), Walk.steps(out.shape()));
                parts.add(copy(part, out.from(at), walk, site));
                at += shape.product(axis, shape.rank());
            }
        }
        return new Sequence(parts);
    }

    /** The input at equal distances along an axis, amid zeros. */
    private static Stage spread(int axis, int start, int step, Site site) {
        Shape from = site.in(0).shape();
        Slot out = site.out(0);
        int first = from.dim(axis) == 0 ? 0 : start; // of no elements the start may be any int
        return Launch.inFile(FILE, "spread", site.items(out.size()),
                arguments -> arguments.slot(site.in(0)).slot(out)
                        .values(from.dim(axis), from.product(axis + 1, from.rank()), out.shape().dim(axis))
                        .values(first, step, out.size()));
    }

    private static Stage triangle(MoveOp.Triangle op, Site site) {
        Slot out = site.out(0);
        int rows = out.shape().dim(-2);
        int cols = out.shape().dim(-1);
        return Launch.inFile(FILE, "triangle", site.items(out.size()),
                arguments -> arguments.slot(site.in(0)).slot(out)
                        .values(rows, cols).value(op.lower()).values(Math.clamp(op.k(), -rows, cols), out.size()));
    }

    private static Stage choose(Site site) {
        Slot out = site.out(0);
        Shape shape = out.shape();
        if (out.size() == 0) {
            return Sequence.of();
        }
        Walk walk = new Walk(shape, Walk.repeated(site.in(0).shape(), shape),
                Walk.repeated(site.in(1).shape(), shape), Walk.repeated(site.in(2).shape(), shape));
        Slot table = walk.table(site);
        return Launch.inFile(FILE, "choose", site.items(out.size()),
                arguments -> arguments.slots(site.in()).slot(out).slot(table).values(walk.rank(), out.size()));
    }
}
