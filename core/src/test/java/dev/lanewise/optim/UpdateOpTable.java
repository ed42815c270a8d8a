package dev.lanewise.optim;

import static dev.lanewise.Tolerance.relative;
import static dev.lanewise.optable.Domain.between;

import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.MoveOp;
import java.util.Arrays;

/** Rows for what writes to its arguments. */
final class UpdateOpTable extends OpTable {
    UpdateOpTable() {
        int[] d = dims(2, 19);
        update("Sgd[lr=0.1, momentum=0.0, dampening=0.0, weightDecay=0.0, nesterov=false, first=true]",
                new UpdateOp.Sgd(0.1, 0, 0, 0, false, UpdateCounts.UNCOUNTED),
                x -> stack(x[0].zip(x[1], (p, g) -> p - 0.1 * g), x[1]), d, d);
        update("Sgd[lr=0.1, momentum=0.9, dampening=0.2, weightDecay=0.05, nesterov=false, first=false]",
                new UpdateOp.Sgd(0.1, 0.9, 0.2, 0.05, false, UpdateCounts.of(2)), x -> sgd(x, 0.2, false), d, d, d);
        update("Sgd[lr=0.1, momentum=0.9, dampening=0.0, weightDecay=0.05, nesterov=true, first=false]",
                new UpdateOp.Sgd(0.1, 0.9, 0, 0.05, true, UpdateCounts.of(2)), x -> sgd(x, 0, true), d, d, d);
        for (boolean decoupled : new boolean[] {false, true}) {
            update("Adam[lr=0.01, beta1=0.9, beta2=0.99, eps=1.0E-8, weightDecay=0.1, decoupled=" + decoupled
                    + ", step=3]", new UpdateOp.Adam(0.01, 0.9, 0.99, 1e-8, 0.1, decoupled, false, UpdateCounts.of(3)),
                    x -> adam(x[0], x[1], x[2], x[3], decoupled), d, d, d, d);
        }
        for (boolean centered : new boolean[] {false, true}) {
            UpdateOp op = new UpdateOp.RmsProp(0.01, 0.9, 1e-8, 0.1, centered ? 0.5 : 0, centered);
            update(op.toString(), op, x -> rmsprop(x, centered), d, d, d, d, d);
        }
        update("Sgd of two parameters, one of which begins",
                new UpdateOp.Sgd(0.1, 0.9, 0.2, 0.05, false, UpdateCounts.of(2, 1)),
                x -> Reference.concat(0, sgd(Arrays.copyOf(x, 3), 0.2, false),
                        sgd(new Reference[] {x[3], x[4], x[5].map(v -> 0)}, 0, false)),
                d, d, d, d, d, d);
        update("Adam of two parameters",
                new UpdateOp.Adam(0.01, 0.9, 0.99, 1e-8, 0.1, true, false, UpdateCounts.of(3, 3)),
                x -> Reference.concat(0, adam(x[0], x[1], x[2], x[3], true), adam(x[4], x[5], x[6], x[7], true)),
                d, d, d, d, d, d, d, d);
        update("Adam with amsgrad of two parameters",
                new UpdateOp.Adam(0.01, 0.9, 0.99, 1e-8, 0.1, false, true, UpdateCounts.of(3, 2)),
                x -> Reference.concat(0, amsgrad(Arrays.copyOf(x, 5), 3), amsgrad(Arrays.copyOfRange(x, 5, 10), 2)),
                d, d, d, d, d, d, d, d, d, d);
    }

    /** An update on copies of its arguments, which are then stacked so that all that was written is seen. */
    private void update(String name, UpdateOp op, OpRow.Exactly reference, int[]... shapes) {
        row(name, op.getClass(), x -> {
            Tensor[] copies = new Tensor[x.length];
            for (int i = 0; i < x.length; i++) {
                copies[i] = new MoveOp.BroadcastTo(x[i].shape()).tensor(x[i].detach());
            }
            op.apply(copies);
            return Shapes.stack(0, copies);
        }, reference).from(between(-2, 2), between(-2, 2), between(0.5, 2)).on(shapes).on(sized(shapes.length, 0))
                .on(sized(shapes.length)).large(sized(shapes.length, 40_001)).within(relative(1e-6).plus(3e-7))
                .withoutGradient("it writes to its argument and is never recorded");
    }

    private static int[][] sized(int count, int... dims) {
        int[][] shapes = new int[count][];
        for (int i = 0; i < count; i++) {
            shapes[i] = dims;
        }
        return shapes;
    }

    private static Reference stack(Reference... parts) {
        Reference[] rows = new Reference[parts.length];
        for (int i = 0; i < parts.length; i++) {
            int[] dims = new int[parts[i].rank() + 1];
            dims[0] = 1;
            System.arraycopy(parts[i].dims, 0, dims, 1, parts[i].rank());
            rows[i] = parts[i].reshape(dims);
        }
        return Reference.concat(0, rows);
    }

    private static Reference sgd(Reference[] x, double dampening, boolean nesterov) {
        Reference decayed = x[1].zip(x[0], (g, p) -> g + 0.05 * p);
        Reference velocity = x[2].zip(decayed, (v, g) -> 0.9 * v + (1 - dampening) * g);
        Reference direction = nesterov ? decayed.zip(velocity, (g, v) -> g + 0.9 * v) : velocity;
        return stack(x[0].zip(direction, (p, g) -> p - 0.1 * g), x[1], velocity);
    }

    private static Reference adam(Reference p, Reference g, Reference m, Reference v, boolean decoupled) {
        Reference d = decoupled ? g : g.zip(p, (grad, w) -> grad + 0.1 * w);
        Reference start = decoupled ? p.map(w -> w * (1 - 0.01 * 0.1)) : p;
        Reference first = firstMoment(m, d);
        Reference second = secondMoment(v, d);
        return stack(start.zip(change(first, second, 3), (w, c) -> w - c), g, first, second);
    }

    private static Reference amsgrad(Reference[] x, int step) {
        Reference d = x[1].zip(x[0], (grad, w) -> grad + 0.1 * w);
        Reference first = firstMoment(x[2], d);
        Reference second = secondMoment(x[3], d);
        Reference largest = x[4].zip(second, Math::max);
        return stack(x[0].zip(change(first, largest, step), (w, c) -> w - c), x[1], first, second, largest);
    }

    private static Reference firstMoment(Reference m, Reference d) {
        return m.zip(d, (old, grad) -> 0.9 * old + 0.1 * grad);
    }

    private static Reference secondMoment(Reference v, Reference d) {
        return v.zip(d, (old, grad) -> 0.99 * old + 0.01 * grad * grad);
    }

    private static Reference change(Reference first, Reference second, int step) {
        return first.map(a -> a / (1 - Math.pow(0.9, step)))
                .zip(second.map(a -> Math.sqrt(a / (1 - Math.pow(0.99, step)))), (a, b) -> 0.01 * a / (b + 1e-8));
    }

    private static Reference rmsprop(Reference[] x, boolean centered) {
        Reference d = x[1].zip(x[0], (g, p) -> g + 0.1 * p);
        Reference square = x[2].zip(d, (s, g) -> 0.9 * s + 0.1 * g * g);
        if (!centered) {
            Reference change = d.zip(square, (g, s) -> 0.01 * g / (Math.sqrt(s) + 1e-8));
            return stack(x[0].zip(change, (p, c) -> p - c), x[1], square, x[3], x[4]);
        }
        Reference mean = x[3].zip(d, (a, g) -> 0.9 * a + 0.1 * g);
        Reference variance = square.zip(mean, (s, a) -> Math.max(0, s - a * a));
        Reference step = d.zip(variance, (g, q) -> g / (Math.sqrt(q) + 1e-8));
        Reference velocity = x[4].zip(step, (b, u) -> 0.5 * b + u);
        return stack(x[0].zip(velocity, (p, u) -> p - 0.01 * u), x[1], square, mean, velocity);
    }
}
