package dev.lanewise.reference;

import dev.lanewise.ops.Normalization;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The everyday functions: methods of tensors, and the first of each home. */
final class TensorFixtures extends Fixtures {
    TensorFixtures() {
        arithmetic();
        comparisons();
        reductions();
        products();
        shapes();
        others();
        intsAndBools();
    }

    private void arithmetic() {
        withNumber("add", Tensor::add, x -> x.add(1.5));
        withNumber("sub", Tensor::sub, x -> x.sub(1.5));
        withNumber("mul", Tensor::mul, x -> x.mul(1.5));
        withNumber("div", Tensor::div, x -> x.div(1.5));
        withNumber("maximum", Tensor::maximum, x -> x.maximum(1.5));
        withNumber("minimum", Tensor::minimum, x -> x.minimum(1.5));
        withNumber("pow", Tensor::pow, x -> x.pow(3));
        pointwise("pow with a fraction", x -> x.pow(-1.5));
        pointwise("neg", Tensor::neg);
        pointwise("abs", Tensor::abs);
        pointwise("sign", Tensor::sign);
        pointwise("square", Tensor::square);
        pointwise("exp", Tensor::exp);
        pointwise("tanh", Tensor::tanh);
        pointwise("sigmoid", Tensor::sigmoid);
        pointwise("relu", Tensor::relu);
        pointwise("reciprocal", Tensor::reciprocal);
        pointwise("sqrt", Tensor::sqrt);
        pointwise("rsqrt", Tensor::rsqrt);
        pointwise("log", Tensor::log);
        pointwise("clamp", x -> x.clamp(-0.5, 0.75));
    }

    private void comparisons() {
        withNumber("eq", Tensor::eq, x -> x.eq(1));
        withNumber("ne", Tensor::ne, x -> x.ne(1));
        withNumber("lt", Tensor::lt, x -> x.lt(1));
        withNumber("le", Tensor::le, x -> x.le(1));
        withNumber("gt", Tensor::gt, x -> x.gt(1));
        withNumber("ge", Tensor::ge, x -> x.ge(1));
        on("isNaN", in -> in.tensor(0).isNaN());
        on("isFinite", in -> in.tensor(0).isFinite());
    }

    private void reductions() {
        over("", new int[0]);
        over(" over the first", 0);
        over(" over the last", -1);
        over(" over two", 0, 2);
        on("argmax", in -> in.tensor(0).argmax(1));
        on("argmin", in -> in.tensor(0).argmin(0));
        unary("softmax", x -> x.softmax(1));
        unary("logSoftmax", x -> x.logSoftmax(-1));
    }

    private void over(String what, int... axes) {
        unary("sum" + what, x -> x.sum(axes));
        unary("mean" + what, x -> x.mean(axes.length > 0, axes));
        unary("max" + what, x -> x.max(axes));
        unary("min" + what, x -> x.min(axes));
        unary("variance" + what, x -> x.variance(axes));
        unary("std" + what, x -> x.std(axes));
        unary("logSumExp" + what, x -> x.logSumExp(axes));
    }

    private void products() {
        binary("matmul", Tensor::matmul);
        binary("matmul of batches", Tensor::matmul);
        binary("matmul transposed", (a, b) -> a.matmul(b, true, true));
        binary("matmul with a vector", Tensor::matmul);
        on("linear", in -> Linalg.linear(in.tensor(0), in.tensor(1), in.tensor(2)));
        binary("linear without bias", (x, w) -> Linalg.linear(x, w, null));
    }

    private void shapes() {
        unary("reshape", x -> x.reshape(3, -1));
        unary("flatten", x -> x.flatten(1));
        unary("squeeze", x -> x.squeeze(1));
        unary("unsqueeze", x -> x.unsqueeze(1));
        unary("transpose", x -> x.transpose());
        unary("permute", x -> x.permute(2, 0, 1));
        unary("slice", x -> x.slice(1, 1, 3));
        unary("select", x -> x.select(1, -1));
        unary("broadcastTo", x -> x.broadcastTo(Shape.of(4, 2, 3)));
        unary("detach", Tensor::detach);
        binary("concat", (a, b) -> Shapes.concat(1, a, b));
        binary("stack", (a, b) -> Shapes.stack(1, a, b));
    }

    private void others() {
        on("where", in -> Indexing.where(in.bools(0), in.tensor(1), in.tensor(2)));
        on("take", in -> Indexing.take(in.tensor(0), in.ints(1)));
        on("oneHot", in -> Indexing.oneHot(in.ints(0), 5));
        pointwise("log2", Pointwise::log2);
        pointwise("log1p", Pointwise::log1p);
        pointwise("expm1", Pointwise::expm1);
        pointwise("erf", Pointwise::erf);
        pointwise("leakyRelu", x -> Activations.leakyRelu(x, 0.125));
        pointwise("elu", x -> Activations.elu(x, 1.5));
        pointwise("gelu", Activations::gelu);
        pointwise("geluTanh", Activations::geluTanh);
        pointwise("silu", Activations::silu);
        pointwise("softplus", Activations::softplus);
        on("layerNorm",
                in -> Normalization.layerNorm(in.tensor(0), Shape.of(5), in.tensor(1), in.tensor(2), 1e-5));
    }

    private void intsAndBools() {
        on("BoolTensor.and", in -> in.bools(0).and(in.bools(1)));
        on("BoolTensor.or", in -> in.bools(0).or(in.bools(1)));
        on("BoolTensor.not", in -> in.bools(0).not());
        on("BoolTensor.toTensor", in -> in.bools(0).toTensor());
        on("IntTensor.eq", in -> in.ints(0).eq(in.ints(1)));
        on("IntTensor.reshape", in -> in.ints(0).reshape(-1, 2));
        on("IntTensor.toTensor", in -> in.ints(0).toTensor());
    }

    private void withNumber(
            String name, BiFunction<Tensor, Tensor, Value> function, Function<Tensor, Value> with) {
        on(name, in -> function.apply(in.tensor(0), in.tensor(1))).elementwise();
        on(name + " with a number", in -> with.apply(in.tensor(0))).elementwise();
    }

    private void pointwise(String name, UnaryOperator<Tensor> function) {
        on(name, in -> function.apply(in.tensor(0))).elementwise();
    }

    private void unary(String name, UnaryOperator<Tensor> function) {
        on(name, in -> function.apply(in.tensor(0)));
    }

    private void binary(String name, BiFunction<Tensor, Tensor, Tensor> function) {
        on(name, in -> function.apply(in.tensor(0), in.tensor(1)));
    }
}
