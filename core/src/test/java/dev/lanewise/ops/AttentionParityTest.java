package dev.lanewise.ops;

import static dev.lanewise.TensorAssert.assertThat;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fused attention against the composed form: the same bits forward, gradients within rounding. */
@Parity
class AttentionParityTest {
    private static final AttentionOptions PLAIN = AttentionOptions.defaults();

    private final RandomSource random = RandomSource.seed(Seeds.seed());

    private record Case(String what, AttentionOptions options) {}

    /** Masks of each kind for {@code [n, heads, l, s]}. */
    private List<Case> masks(int n, int heads, int l, int s) {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case("none", PLAIN));
        cases.add(new Case("scale", PLAIN.scale(0.3)));
        cases.add(new Case("causal", PLAIN.causal()));
        if (s >= l) {
            cases.add(new Case("causal from", PLAIN.causalFrom(IntTensor.of(s - l))));
        }
        cases.add(new Case("bools", PLAIN.mask(bools(n, heads, l, s))));
        cases.add(new Case("bools of keys", PLAIN.mask(bools(n, 1, 1, s))));
        cases.add(new Case("bools of queries", PLAIN.mask(bools(l, 1))));
        cases.add(new Case("floats", PLAIN.mask(random.normal(n, heads, l, s))));
        cases.add(new Case("floats of heads", PLAIN.mask(random.normal(heads, 1, 1))));
        cases.add(new Case("floats of scores", PLAIN.mask(random.normal(l, s))));
        int[] lengths = new int[n];
        for (int i = 0; i < n; i++) {
            lengths[i] = i == 0 ? 0 : (i * 7 + 3) % (s + 1);
        }
        IntTensor counts = IntTensor.of(lengths);
        cases.add(new Case("lengths", PLAIN.keyLengths(counts)));
        cases.add(new Case("all", PLAIN.keyLengths(counts).causal().mask(bools(n, 1, l, s))
                .mask(random.normal(heads, l, s)).scale(0.7)));
        return cases;
    }

    private BoolTensor bools(int... dims) {
        return random.uniform(dims).gt(Tensor.scalar(0.4f));
    }

    private static final int[][] SIZES = { // n, heads, keyHeads, l, s, depth, width
        {2, 2, 2, 5, 7, 4, 3}, {1, 4, 2, 1, 1, 8, 8}, {3, 2, 1, 1, 130, 33, 17}, {2, 3, 3, 65, 65, 32, 32},
        {1, 2, 1, 130, 129, 64, 64}, {1, 1, 1, 70, 600, 16, 100}, {1, 2, 2, 7, 20, 600, 5}, {2, 1, 1, 64, 128, 48, 20},
        {2, 2, 2, 3, 0, 4, 4}, {0, 2, 2, 3, 4, 4, 4}, {2, 2, 2, 0, 5, 4, 4}, {1, 2, 2, 9, 12, 0, 3},
        {1, 2, 2, 9, 12, 3, 0}, {1, 2, 1, 130, 129, 5, 9}, {2, 1, 1, 64, 70, 1, 2}, {1, 1, 1, 70, 40, 13, 6},
    };

    @Test
    void hasTheBitsOfTheComposedForm() {
        for (int[] d : SIZES) {
            Tensor q = random.normal(d[0], d[1], d[3], d[5]);
            Tensor k = random.normal(d[0], d[2], d[4], d[5]);
            Tensor v = random.normal(d[0], d[2], d[4], d[6]);
            for (Case each : masks(d[0], d[1], d[3], d[4])) {
                Tensor expected = AttentionSteps.of("test", q, k, each.options).outputs(v);
                String what = each.what + " of " + Shape.of(d);
                assertThat(Attention.scaledDotProduct(q, k, v, each.options)).as(what).hasBitsOf(expected);
                assertThat(Attention.multiHead(joined(q), joined(k), joined(v), d[1], d[2], each.options)).as(what)
                        .hasBitsOf(joined(expected));
            }
        }
    }

    private static Tensor joined(Tensor x) {
        return x.transpose(1, 2).reshape(x.dim(0), x.dim(2), x.dim(1) * x.dim(3));
    }

    @Test
    void gradientsAreThoseOfTheComposedForm() {
        for (int[] d : SIZES) {
            Tensor[] x = {
                random.normal(d[0], d[1], d[3], d[5]), random.normal(d[0], d[2], d[4], d[5]),
                random.normal(d[0], d[2], d[4], d[6])
            };
            Tensor g = random.normal(d[0], d[1], d[3], d[6]);
            for (Case each : masks(d[0], d[1], d[3], d[4])) {
                String what = each.what + " of " + Shape.of(d);
                Tensor[] expected = Autograd.vjp(
                        in -> AttentionSteps.of("test", in[0], in[1], each.options).outputs(in[2]), x, g).products();
                Tensor[] found;
                Tensor[] side;
                try (GradMode.Scope _ = GradMode.noGrad()) {
                    found = Autograd.vjp(
                            in -> Attention.scaledDotProduct(in[0], in[1], in[2], each.options), x, g).products();
                    side = Autograd.vjp(
                            in -> Attention.multiHead(joined(in[0]), joined(in[1]), joined(in[2]), d[1], d[2],
                                    each.options),
                            x, joined(g)).products();
                }
                for (int i = 0; i < 3; i++) {
                    float[] e = expected[i].toArray();
                    float[] f = found[i].toArray();
                    for (int j = 0; j < e.length; j++) {
                        if (!(Math.abs(e[j] - f[j]) <= 2e-5 * (1 + Math.abs(e[j])))) {
                            throw new AssertionError(
                                    what + ": gradient " + i + " at " + j + ": " + f[j] + " for " + e[j]);
                        }
                    }
                    assertThat(side[i]).as(what).hasBitsOf(found[i]);
                }
            }
        }
    }

    @Test
    void aPackedTensorGetsOneGradient() {
        for (int l : new int[] {1, 5, 70}) {
            Tensor qkv = random.normal(2, l, 8 * 5);
            Tensor g = random.normal(2, l, 4 * 5);
            AttentionOptions options = PLAIN.causal();
            Tensor[] parts = Shapes.split(qkv, 2, 20, 10, 10);
            try (GradMode.Scope _ = GradMode.noGrad()) {
                Autograd.Product one = Autograd.vjp(x -> Attention.multiHeadPacked(x, 4, 2, options), qkv, g);
                Autograd.Products three = Autograd.vjp(x -> Attention.multiHead(x[0], x[1], x[2], 4, 2, options), parts,
                        g);
                assertThat(one.output()).hasBitsOf(three.output());
                assertThat(one.product()).hasBitsOf(Shapes.concat(2, three.products()));
            }
        }
    }

    @Test
    void anyNumberOfThreadsComputesTheSame() {
        Tensor[] x = {random.normal(1, 4, 300, 32), random.normal(1, 2, 300, 32), random.normal(1, 2, 300, 32)};
        Tensor g = random.normal(1, 4, 300, 32);
        int before = Parallel.threads();
        try (GradMode.Scope _ = GradMode.noGrad()) {
            Autograd.Products first = null;
            for (int threads = 1; threads <= 3; threads++) {
                Parallel.setThreads(threads);
                Autograd.Products all = Autograd.vjp(
                        in -> Attention.scaledDotProduct(in[0], in[1], in[2], PLAIN.causal()), x, g);
                first = first == null ? all : first;
                assertThat(all.output()).hasBitsOf(first.output());
                for (int i = 0; i < 3; i++) {
                    assertThat(all.products()[i]).hasBitsOf(first.products()[i]);
                }
            }
        } finally {
            Parallel.setThreads(before);
        }
    }

    /** What generation with a cache rests on. */
    @Test
    void aQueryAloneHasTheBitsOfItsRow() {
        int length = 150;
        Tensor q = random.normal(1, 2, length, 16);
        Tensor k = random.normal(1, 2, length, 16);
        Tensor v = random.normal(1, 2, length, 16);
        Tensor all = Attention.scaledDotProduct(q, k, v, PLAIN.causal());
        Tensor unused = Tensor.full(Float.NaN, 1, 2, 30, 16);
        Tensor keys = Shapes.concat(2, k, unused);
        Tensor values = Shapes.concat(2, v, unused);
        for (int i = 0; i < length; i++) {
            Tensor one = Attention.scaledDotProduct(
                    q.slice(2, i, i + 1), keys, values, PLAIN.causalFrom(IntTensor.of(i)));
            assertThat(one).hasBitsOf(all.slice(2, i, i + 1));
        }
    }
}
