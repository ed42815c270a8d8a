package dev.lanewise.tensor;

import static dev.lanewise.tensor.Domain.between;
import static dev.lanewise.tensor.OpTable.dims;

import java.util.Arrays;
import java.util.List;

/** Rows of the op table for what draws, what writes to its arguments, and what users bring. */
final class OpTableEffects {
    private OpTableEffects() {}

    // ---- ops made of ops

    static void fused(List<OpRow> rows) {
        rows.add(new OpRow("fused", FusedOp.class, x -> fused(x).tensor((Value[]) x),
                x -> x[0].zip(x[1], (a, b) -> (double) (float) (a * b)).zip(x[1], Double::sum))
                .on(dims(32, 33), dims(32, 33)).large(dims(501, 101), dims(501, 101)).exact()
                .withoutGradient("it stands in captured programs, after the backward pass"));
    }

    /** a b + b. */
    private static FusedOp fused(Tensor[] x) {
        Fuser fuser = Fuser.of(new BinaryOp.Mul(), new int[] {0, 1}, new int[] {2}, value -> Spec.of(x[0]));
        if (fuser == null || !fuser.add(new BinaryOp.Add(), new int[] {2, 1}, new int[] {3})) {
            throw new IllegalStateException("a product and a sum are not fused");
        }
        return fuser.fuse(value -> value == 3).op();
    }

    // ---- random numbers

    static void random(List<OpRow> rows) {
        String reason = "random numbers depend on no input";
        rows.add(new OpRow("uniform", RandomOp.Uniform.class,
                x -> new RandomOp.Uniform(Shape.of(3, 7001), 0x123456789L, 5, (1L << 34) + 3).tensor(),
                x -> Reference.generate(dims(3, 7001),
                        i -> tick(0x123456789L, 5, (1L << 34) + 3 + i[0] * 7001L + i[1]) * 0x1p-24))
                .on().large().exact().withoutGradient(reason));
        rows.add(new OpRow("normal", RandomOp.Normal.class,
                x -> new RandomOp.Normal(Shape.of(201), -7, 1L << 40, 2).tensor(),
                x -> Reference.generate(dims(201), i -> quantile((tick(-7, 1L << 40, 2 + i[0]) + 0.5) * 0x1p-24)))
                .on().withoutGradient(reason));
        rows.add(new OpRow("many normals", RandomOp.Normal.class,
                x -> new RandomOp.Normal(Shape.of(50_001), 1, 2, 3).tensor().mean().abs().lt(0.02f),
                x -> new Reference(dims(), 1))
                .on().large().exact().withoutGradient(reason));
        rows.add(new OpRow("empty draw", RandomOp.Uniform.class,
                x -> new RandomOp.Uniform(Shape.of(0, 2), 1, 2, 3).tensor(),
                x -> Reference.zeros(0, 2)).on().withoutGradient(reason));
        rows.add(new OpRow("draw of a placed source", RandomOp.Place.class,
                x -> RandomSource.at(9, -4, 7).uniform(33),
                x -> Reference.generate(dims(33), i -> tick(9, -4, 7 + i[0]) * 0x1p-24))
                .on().exact().withoutGradient(reason));
        rows.add(new OpRow("draws of a source that was split off and of its parent", RandomOp.Split.class, x -> {
            RandomSource parent = RandomSource.at(9, 3, 5);
            RandomSource child = parent.split();
            return Tensor.stack(0, child.uniform(17), parent.uniform(17));
        }, x -> Reference.generate(
                dims(2, 17), i -> tick(9, i[0] == 0 ? splitStream(3, 5) : 3, (i[0] == 0 ? 0 : 6) + i[1]) * 0x1p-24))
                .on().exact().withoutGradient(reason));
    }

    /** The stream that splits off where a source stands. */
    private static long splitStream(long stream, long index) {
        return finalized(finalized(stream + 0x9E3779B97F4A7C15L) + index);
    }

    /** Stafford's variant 13 of the murmur finalizer. */
    private static long finalized(long z) {
        long a = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
        return b ^ b >>> 31;
    }

    /** The upper 24 bits of a word of Philox4x32-10, written after the paper with 64-bit arithmetic. */
    private static long tick(long seed, long stream, long index) {
        long mask = 0xFFFFFFFFL;
        long[] c = {index >>> 2 & mask, index >>> 34, stream & mask, stream >>> 32};
        long k0 = seed & mask;
        long k1 = seed >>> 32;
        for (int round = 0; round < 10; round++) {
            long p0 = 0xD2511F53L * c[0];
            long p1 = 0xCD9E8D57L * c[2];
            c = new long[] {p1 >>> 32 ^ c[1] ^ k0, p1 & mask, p0 >>> 32 ^ c[3] ^ k1, p0 & mask};
            k0 = k0 + 0x9E3779B9L & mask;
            k1 = k1 + 0xBB67AE85L & mask;
        }
        return c[(int) (index & 3)] >>> 8;
    }

    /** The quantile of the standard normal distribution, by bisection. */
    private static double quantile(double p) {
        double low = -8;
        double high = 8;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (Reference.normalCdf(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    // ---- updates

    /** An update on copies of its arguments, which are then stacked so that all that was written is seen. */
    private static OpRow update(String name, Op op, OpRow.Exactly reference, int[]... shapes) {
        return new OpRow(name, op.getClass(), x -> {
            Tensor[] copies = new Tensor[x.length];
            for (int i = 0; i < x.length; i++) {
                copies[i] = new MoveOp.BroadcastTo(x[i].shape()).tensor(x[i].detach());
            }
            op.apply(copies);
            return Tensor.stack(0, copies);
        }, reference).from(between(-2, 2), between(-2, 2), between(0.5, 2)).on(shapes).on(sized(shapes.length, 0))
                .on(sized(shapes.length)).large(sized(shapes.length, 40_001)).within(1e-6, 3e-7)
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

    static void updates(List<OpRow> rows) {
        int[] d = dims(2, 19);
        rows.add(update("Assign[]", new AssignOp(), x -> stack(x[1], x[1]), d, d));
        rows.add(update("Sgd[lr=0.1, momentum=0.0, dampening=0.0, weightDecay=0.0, nesterov=false, first=true]",
                new UpdateOp.Sgd(0.1, 0, 0, 0, false, Steps.UNCOUNTED),
                x -> stack(x[0].zip(x[1], (p, g) -> p - 0.1 * g), x[1]), d, d));
        rows.add(update("Sgd[lr=0.1, momentum=0.9, dampening=0.2, weightDecay=0.05, nesterov=false, first=false]",
                new UpdateOp.Sgd(0.1, 0.9, 0.2, 0.05, false, Steps.of(2)), x -> sgd(x, 0.2, false), d, d, d));
        rows.add(update("Sgd[lr=0.1, momentum=0.9, dampening=0.0, weightDecay=0.05, nesterov=true, first=false]",
                new UpdateOp.Sgd(0.1, 0.9, 0, 0.05, true, Steps.of(2)), x -> sgd(x, 0, true), d, d, d));
        for (boolean decoupled : new boolean[] {false, true}) {
            rows.add(update("Adam[lr=0.01, beta1=0.9, beta2=0.99, eps=1.0E-8, weightDecay=0.1, decoupled=" + decoupled
                    + ", step=3]", new UpdateOp.Adam(0.01, 0.9, 0.99, 1e-8, 0.1, decoupled, Steps.of(3)),
                    x -> adam(x[0], x[1], x[2], x[3], decoupled), d, d, d, d));
        }
        for (boolean centered : new boolean[] {false, true}) {
            UpdateOp op = new UpdateOp.RmsProp(0.01, 0.9, 1e-8, 0.1, centered ? 0.5 : 0, centered);
            rows.add(update(op.toString(), op, x -> rmsprop(x, centered), d, d, d, d, d));
        }
        rows.add(update("Sgd of two parameters, one of which begins",
                new UpdateOp.Sgd(0.1, 0.9, 0.2, 0.05, false, Steps.of(2, 1)),
                x -> Reference.concat(0, sgd(Arrays.copyOf(x, 3), 0.2, false),
                        sgd(new Reference[] {x[3], x[4], x[5].map(v -> 0)}, 0, false)),
                d, d, d, d, d, d));
        rows.add(update("Adam of two parameters", new UpdateOp.Adam(0.01, 0.9, 0.99, 1e-8, 0.1, true, Steps.of(3, 3)),
                x -> Reference.concat(0, adam(x[0], x[1], x[2], x[3], true), adam(x[4], x[5], x[6], x[7], true)),
                d, d, d, d, d, d, d, d));
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
        Reference first = m.zip(d, (old, grad) -> 0.9 * old + 0.1 * grad);
        Reference second = v.zip(d, (old, grad) -> 0.99 * old + 0.01 * grad * grad);
        Reference change = first.map(a -> a / (1 - Math.pow(0.9, 3)))
                .zip(second.map(a -> Math.sqrt(a / (1 - Math.pow(0.99, 3)))), (a, b) -> 0.01 * a / (b + 1e-8));
        return stack(start.zip(change, (w, c) -> w - c), g, first, second);
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

    // ---- functions of users

    /** (a^3 b, a + b), with a rule of its own. */
    static final class CubeTimes implements CustomFunction {
        @Override
        public Tensor[] forward(Context context, Tensor... in) {
            context.save(in);
            return new Tensor[] {in[0].square().mul(in[0]).mul(in[1]), in[0].add(in[1])};
        }

        @Override
        public Tensor[] backward(Context context, Tensor... grads) {
            Tensor a = context.saved(0);
            Tensor b = context.saved(1);
            return new Tensor[] {
                grads[0].mul(a.square()).mul(b).mul(3f).add(grads[1]),
                grads[0].mul(a.square().mul(a)).add(grads[1])
            };
        }
    }

    static void custom(List<OpRow> rows) {
        rows.add(new OpRow("custom function, one output used", CustomApplication.class,
                x -> Autograd.apply(new CubeTimes(), x)[0],
                x -> x[0].zip(x[1], (a, b) -> a * a * a * b)).on(dims(2, 3), dims(2, 3)).on(dims(), dims())
                .on(dims(0), dims(0)));
        rows.add(new OpRow("custom function, both outputs used", CustomApplication.class, x -> {
            Tensor[] y = Autograd.apply(new CubeTimes(), x);
            return y[0].mul(y[1]);
        }, x -> x[0].zip(x[1], (a, b) -> a * a * a * b * (a + b))).on(dims(4), dims(4)));
    }
}
