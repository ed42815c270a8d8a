package dev.lanewise.tensor;

import dev.lanewise.optable.OpTable;

/** Rows for functions that users bring. */
final class CustomOpTable extends OpTable {
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

    CustomOpTable() {
        row("custom function, one output used", CustomApplication.class,
                x -> Autograd.apply(new CubeTimes(), x)[0],
                x -> x[0].zip(x[1], (a, b) -> a * a * a * b)).on(dims(2, 3), dims(2, 3)).on(dims(), dims())
                .on(dims(0), dims(0));
        row("custom function, both outputs used", CustomApplication.class, x -> {
            Tensor[] y = Autograd.apply(new CubeTimes(), x);
            return y[0].mul(y[1]);
        }, x -> x[0].zip(x[1], (a, b) -> a * a * a * b * (a + b))).on(dims(4), dims(4));
    }
}
