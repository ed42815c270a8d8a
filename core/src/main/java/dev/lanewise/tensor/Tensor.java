package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.AssignOp;
import dev.lanewise.tensor.primitives.BinaryOp;
import dev.lanewise.tensor.primitives.CompareOp;
import dev.lanewise.tensor.primitives.MatmulOp;
import dev.lanewise.tensor.primitives.MoveOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import dev.lanewise.tensor.primitives.SoftmaxOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import dev.lanewise.tensor.primitives.ViewOp;
import dev.lanewise.text.ArrayPrinter;
import dev.lanewise.text.Required;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tensor of 32-bit floats, row-major on one contiguous array.
 *
 * {@snippet :
 * Tensor w = Tensor.of(new float[][] {{1, 2}, {3, 4}}).requiresGrad(true);
 * Tensor loss = w.matmul(Tensor.ones(2, 1)).square().sum();
 * loss.backward();
 * System.out.println(w.grad());      // [[ 6.  6.]
 *                                    //  [14. 14.]]
 * }
 *
 * <p>Methods return new tensors; a reshape or a slice of the leading axis shares the storage, everything else copies.
 * The one method that writes to an existing tensor is {@link #assign}. Shapes broadcast by NumPy's rules, and gradients
 * follow PyTorch's: history is recorded when an input requires a gradient and {@link GradMode} is on. A number in the
 * place of a tensor is rounded to a float first.
 *
 * <p>Results have the same bits for any number of threads and any vector width. A tensor may be read by many threads;
 * the caller must keep writes to it (assign, an optimizer's step) apart from reads by other threads.
 *
 * <p>NaN propagates through every function but {@link #pow}, which follows C99; comparisons with it are false. In the
 * backward pass, relu, clamp, sign, maximum, minimum, max and min pass the gradient on where they met NaN, as neg, add,
 * sub, sum and moves do everywhere; others multiply it by a slope that is NaN. So a NaN in a loss reaches the gradients
 * behind it.
 *
 * <p>Axes may be negative, -1 being the last. A wrong shape or argument throws {@link IllegalArgumentException}, a
 * wrong axis or index {@link IndexOutOfBoundsException}, misuse of history {@link IllegalStateException}; each message
 * names the op, the shapes and what differs.
 */
public final class Tensor implements Value {
    private final Storage storage;
    private final int offset;
    private final Shape shape;
    final long birth = Capture.birth();

    private @Nullable Node producer;
    private int outputIndex;
    private boolean requiresGrad;
    private @Nullable Tensor grad;
    volatile @Nullable GradientHooks gradientHooks;

    Tensor(Storage storage, int offset, Shape shape) {
        this.storage = storage;
        this.offset = offset;
        this.shape = shape;
    }

    // ---- creation

    /** A vector with a copy of the values. */
    public static Tensor of(float... values) {
        return of(Shape.of(Required.nonNull("of: the array of values", values).length), values);
    }

    /** A matrix with a copy of the rows, which must not differ in length. */
    public static Tensor of(float[][] rows) {
        return wrap(Fill.rows(rows), Shape.of(rows.length, rows.length == 0 ? 0 : rows[0].length));
    }

    /**
     * A tensor with a copy of the values of a Java array of any rank, {@code float[][][]} or of double or int.
     *
     * @throws IllegalArgumentException if the array is ragged, or no array of these
     */
    public static Tensor ofNested(Object array) {
        Nested nested = new Nested(array, float.class, double.class, int.class);
        return wrap(nested.floats(), nested.shape());
    }

    /** A tensor of a given shape with a copy of the values in row-major order. */
    public static Tensor of(Shape shape, float... values) {
        Shape.requireCount("of", shape, values);
        return Fill.copy(shape, values);
    }

    /**
     * A tensor of a given shape that uses the array itself ({@index from_numpy}): later writes to the array show in the
     * tensor. A backward pass notices only writes through the tensor and its views, not those to the array or through
     * another wrap of it.
     */
    public static Tensor wrap(float[] values, Shape shape) {
        Shape.requireCount("wrap", shape, values);
        return new Tensor(new Storage(values, true), 0, shape);
    }

    /** The 0-dimensional tensor of one number. */
    public static Tensor scalar(double value) {
        return wrap(new float[] {(float) value}, Shape.SCALAR);
    }

    /** All zeros. */
    public static Tensor zeros(int... dims) {
        return zeros(Shape.of(dims));
    }

    /** All zeros. */
    public static Tensor zeros(Shape shape) {
        return Fill.zeros(Required.nonNull("zeros: the shape", shape));
    }

    /** All ones. */
    public static Tensor ones(int... dims) {
        return full(1f, dims);
    }

    /** One number everywhere. */
    public static Tensor full(double value, int... dims) {
        Tensor tensor = zeros(dims);
        Arrays.fill(tensor.data(), (float) value);
        return tensor;
    }

    /** Zeros in the shape of another tensor ({@index zeros_like}). */
    public static Tensor zerosLike(Tensor other) {
        return zeros(Required.nonNull("zerosLike: the tensor", other).shape);
    }

    /** Ones in the shape of another tensor ({@index ones_like}). */
    public static Tensor onesLike(Tensor other) {
        return full(1, Required.nonNull("onesLike: the tensor", other).shape.raw());
    }

    /** The numbers {@code 0, 1, ... n - 1}. */
    public static Tensor arange(int n) {
        return wrap(Fill.range(0, 1, Shape.of(n)), Shape.of(n));
    }

    /** The numbers {@code start + i * step}, in doubles and then rounded, that lie before {@code stop}. */
    public static Tensor arange(double start, double stop, double step) {
        Shape shape = Shape.of(Fill.count(start, stop, step));
        return wrap(Fill.range(start, step, shape), shape);
    }

    /** The numbers {@code start, start + 1, ...} that lie before {@code stop}. */
    public static Tensor arange(double start, double stop) {
        return arange(start, stop, 1);
    }

    /** {@code n} numbers from {@code start} to {@code stop}, both included, evenly spaced. */
    public static Tensor linspace(double start, double stop, int n) {
        return wrap(Fill.evenly((float) start, (float) stop, Shape.of(n)), Shape.of(n));
    }

    /** {@code n} powers of 10 with evenly spaced exponents from {@code start} to {@code stop}, both included. */
    public static Tensor logspace(double start, double stop, int n) {
        return logspace(start, stop, n, 10);
    }

    /** As {@link #logspace(double, double, int)} with powers of any base; NaN where a negative one has none. */
    public static Tensor logspace(double start, double stop, int n, double base) {
        return wrap(Fill.powers(base, start, stop, Shape.of(n)), Shape.of(n));
    }

    /** The identity matrix {@code [n, n]}. */
    public static Tensor eye(int n) {
        return wrap(Fill.identity(Shape.of(n, n)), Shape.of(n, n));
    }

    // ---- shape and values

    @Override
    public Shape shape() {
        return shape;
    }

    /** Number of dimensions ({@index ndim}). */
    public int rank() {
        return shape.rank();
    }

    /** Size of one dimension. */
    public int dim(int axis) {
        return shape.dim(axis);
    }

    /** Number of elements ({@index numel}). */
    public int size() {
        return shape.size();
    }

    Storage storage() {
        return storage;
    }

    float[] data() {
        return storage.data();
    }

    int offset() {
        return offset;
    }

    /** The only element: there must be exactly one. */
    public float item() {
        if (size() != 1) {
            throw new IllegalArgumentException("item: " + shape + " has " + size() + " elements, not 1");
        }
        return ThreadState.leaves(this, "item()").data()[offset];
    }

    /** The element at these indices, one for each axis; negative ones count from the end. */
    public float get(int... index) {
        return ThreadState.leaves(this, "get()").data()[offset + shape.flatIndex(index)];
    }

    /** The elements in row-major order, as a copy ({@index numpy}, {@index tolist}). */
    public float[] toArray() {
        return Arrays.copyOfRange(ThreadState.leaves(this, "toArray()").data(), offset, offset + size());
    }

    /** Copies the elements in row-major order to {@code target[from ...]}. */
    public void copyTo(float[] target, int from) {
        Fill.requireRoom(size(), target, from);
        System.arraycopy(ThreadState.leaves(this, "copyTo()").data(), offset, target, from, size());
    }

    /**
     * Overwrites the elements ({@index copy_}) with those of a tensor of the same shape: the one way to change a
     * tensor, for initialising and loading. It is not recorded; a backward pass that needs the old values is refused.
     *
     * @return this
     * @throws IllegalStateException if this tensor was made by a recorded op
     */
    public Tensor assign(Tensor source) {
        ThreadState.historyAsked(this);
        if (producer != null) {
            throw new IllegalStateException("assign: " + shape + " was made by " + producer.rule().name()
                    + " and has a history; assign to leaves, or to a detached tensor");
        }
        new AssignOp().apply(this, source);
        return this;
    }

    // ---- gradients

    /** Whether gradients flow to this tensor: it is a leaf that asks for one, or was computed from such a leaf. */
    public boolean requiresGrad() {
        ThreadState.historyAsked(this);
        return producer != null || Recorder.observe(this, () -> requiresGrad);
    }

    /** As {@link #requiresGrad()}, for the engine: no recorder is told. */
    boolean isTracked() {
        return requiresGrad || producer != null;
    }

    /**
     * Asks for a gradient ({@index requires_grad_}), or stops asking (freezing).
     *
     * @return this
     * @throws IllegalStateException if this is not a leaf
     */
    public Tensor requiresGrad(boolean requires) {
        ThreadState.historyAsked(this);
        if (producer != null) {
            throw new IllegalStateException("requiresGrad: " + shape + " was made by " + producer.rule().name()
                    + "; only leaves can be set; detach() it first");
        }
        Recorder.observe(this, () -> requiresGrad);
        requiresGrad = requires;
        return this;
    }

    /** Whether this tensor was not made by a recorded op ({@index is_leaf}). */
    public boolean isLeaf() {
        ThreadState.historyAsked(this);
        return producer == null;
    }

    /** The gradient that backward passes have accumulated here, or null. */
    public synchronized @Nullable Tensor grad() {
        ThreadState.gradientRead(this, grad);
        return grad;
    }

    /** Replaces the accumulated gradient with one of this tensor's shape, or drops it (null). */
    public synchronized void setGrad(@Nullable Tensor gradient) {
        if (gradient != null) {
            Backward.checkGradient("setGrad", this, gradient);
        }
        ThreadState.gradientReplaced(this, grad, gradient);
        grad = gradient;
    }

    /** The same values without the history; the storage is shared. */
    public Tensor detach() {
        return new ViewOp.Detach().tensor(this);
    }

    /** The same values on a storage of their own, without the history ({@index clone}, detached). */
    public Tensor copy() {
        return new MoveOp.BroadcastTo(shape).tensor(detach());
    }

    /**
     * Keeps the gradient that reaches this tensor in {@link #grad} ({@index retain_grad}), though it is not a leaf.
     *
     * @return this
     * @throws IllegalStateException if no gradient will reach it, or a checkpointed function computes it
     */
    public Tensor retainGrad() {
        ThreadState.historyAsked(this);
        ForwardPass.requireTracked("retainGrad", this);
        if (producer != null) {
            producer.retain(outputIndex, this);
        }
        return this;
    }

    /**
     * Adds the gradient of this single number with respect to every leaf that asks for one to the leaf's {@link #grad},
     * and releases the history.
     *
     * @throws IllegalStateException if this has more than one element, or no history
     */
    public void backward() {
        backward(Backward.unitGradient("backward", this));
    }

    /** As {@link #backward()} for a tensor of any shape, starting from its gradient. */
    public void backward(Tensor gradient) {
        backward(gradient, Graph.FREE);
    }

    /** As {@link #backward(Tensor)}; {@code graph} says what becomes of the history. */
    public void backward(Tensor gradient, Graph graph) {
        Backward.checkGradient("backward", this, gradient);
        Backward.accumulate(this, gradient, graph);
    }

    @Nullable
    Node producer() {
        return producer;
    }

    int outputIndex() {
        return outputIndex;
    }

    void producedBy(Node node, int index) {
        producer = node;
        outputIndex = index;
    }

    /** Adds to the gradient. A first one whose storage is held elsewhere is copied, so that no two share an array. */
    synchronized void accumulateGrad(Tensor gradient, boolean shared) {
        Tensor old = ThreadState.gradientReceived(this, grad, gradient);
        if (old != null) {
            grad = old.add(gradient);
        } else {
            grad = shared ? new MoveOp.BroadcastTo(shape).tensor(gradient) : gradient;
        }
    }

    // ---- shape changes

    /** The same elements in another shape, sharing storage (a {@index view}); one dimension may be -1. */
    public Tensor reshape(int... dims) {
        return reshape(shape.reshaped(dims));
    }

    /** The same elements in another shape, sharing storage. */
    public Tensor reshape(Shape target) {
        return Required.nonNull("reshape: the shape", target).equals(shape)
                ? this
                : new ViewOp.Reshape(target).tensor(this);
    }

    /** Merges the axes from {@code axis} on: {@code flatten(1)} turns {@code [N, 28, 28]} into {@code [N, 784]}. */
    public Tensor flatten(int axis) {
        return reshape(shape.flattened(axis));
    }

    /** Drops an axis of size 1. */
    public Tensor squeeze(int axis) {
        int at = shape.axis("squeeze: ", axis);
        if (shape.dim(at) != 1) {
            throw new IllegalArgumentException(
                    "squeeze: axis " + axis + " of " + shape + " has size " + dim(at) + ", not 1");
        }
        return Axes.of("squeeze", shape, at).drop(this);
    }

    /** Inserts an axis of size 1 before {@code axis}; -1 puts it last. */
    public Tensor unsqueeze(int axis) {
        return reshape(shape.unsqueezed("unsqueeze", axis));
    }

    /** A copy with the last two axes swapped ({@index mT}); {@link #matmul(Tensor, boolean, boolean)} needs none. */
    public Tensor transpose() {
        if (rank() < 2) {
            throw new IllegalArgumentException("transpose: " + shape + " has fewer than two axes");
        }
        return MoveOp.swap(this, rank() - 2, rank() - 1);
    }

    /** Two axes swapped ({@index swapaxes}), as a copy. */
    public Tensor transpose(int first, int second) {
        return MoveOp.swap(this, shape.axis("transpose: ", first), shape.axis("transpose: ", second));
    }

    /** The axes in another order (a copy): axis i is axis {@code order[i]} of this; each is named once. */
    public Tensor permute(int... order) {
        int[] normal = Arrays.stream(Required.nonNull("permute: the array of axes", order))
                .map(axis -> shape.axis("permute: ", axis)).toArray();
        return new MoveOp.Permute(normal).tensor(this);
    }

    /**
     * Elements {@code from .. to - 1} along an axis ({@index narrow}); negative indices count from the end, and a range
     * beyond the axis is refused. Along the leading axis the storage is shared.
     */
    public Tensor slice(int axis, int from, int to) {
        return Arrange.part(shape, shape.axis("slice: ", axis), from, to).tensor(this);
    }

    /** The sub-tensor at one index of an axis, which is dropped; a negative index counts from the end. */
    public Tensor select(int axis, int index) {
        int at = shape.index("select: ", axis, index);
        return slice(axis, at, at + 1).squeeze(axis);
    }

    /** Repeated along axes of size 1 ({@index expand}, but a copy). Arithmetic broadcasts by itself. */
    public Tensor broadcastTo(Shape target) {
        Required.nonNull("broadcastTo: the shape", target);
        return target.equals(shape) ? this : new MoveOp.BroadcastTo(target).tensor(this);
    }

    // ---- arithmetic

    /** This + other; the shapes broadcast. */
    public Tensor add(Tensor other) {
        return new BinaryOp.Add().tensor(this, other);
    }

    /** This + a number. */
    public Tensor add(double other) {
        return add(scalar(other));
    }

    /** This - other; the shapes broadcast. */
    public Tensor sub(Tensor other) {
        return new BinaryOp.Sub().tensor(this, other);
    }

    /** This - a number. */
    public Tensor sub(double other) {
        return sub(scalar(other));
    }

    /** This * other, elementwise; the shapes broadcast. */
    public Tensor mul(Tensor other) {
        return new BinaryOp.Mul().tensor(this, other);
    }

    /** This * a number. */
    public Tensor mul(double other) {
        return mul(scalar(other));
    }

    /** This / other, elementwise; the shapes broadcast. */
    public Tensor div(Tensor other) {
        return new BinaryOp.Div().tensor(this, other);
    }

    /** This / a number. */
    public Tensor div(double other) {
        return div(scalar(other));
    }

    /** This to the power of other, elementwise; the shapes broadcast. */
    public Tensor pow(Tensor other) {
        return new BinaryOp.Pow().tensor(this, other);
    }

    /** This to the power of a number, elementwise. */
    public Tensor pow(double other) {
        return pow(scalar(other));
    }

    /** The larger of the two, NaN if either is; equal ones share the gradient, and both get it at NaN. */
    public Tensor maximum(Tensor other) {
        return new BinaryOp.Max().tensor(this, other);
    }

    /** The larger of each element and a number, NaN for an element that is. */
    public Tensor maximum(double other) {
        return maximum(scalar(other));
    }

    /** The smaller of the two, NaN if either is; equal ones share the gradient, and both get it at NaN. */
    public Tensor minimum(Tensor other) {
        return new BinaryOp.Min().tensor(this, other);
    }

    /** The smaller of each element and a number, NaN for an element that is. */
    public Tensor minimum(double other) {
        return minimum(scalar(other));
    }

    /** Limited to two bounds ({@index clip}); the gradient is 0 outside. NaN stays NaN and passes the gradient on. */
    public Tensor clamp(double low, double high) {
        if (!(low <= high)) {
            throw new IllegalArgumentException("clamp: lower bound " + low + " is not below upper bound " + high);
        }
        return new UnaryOp.Clamp((float) low, (float) high).tensor(this);
    }

    /** {@code -x}, elementwise. */
    public Tensor neg() {
        return new UnaryOp.Neg().tensor(this);
    }

    /** {@code |x|}, elementwise; the gradient is 0 at 0, and NaN at NaN. */
    public Tensor abs() {
        return new UnaryOp.Abs().tensor(this);
    }

    /** -1, 0 or 1 by the sign, elementwise; the gradient is 0, but passed on at NaN. */
    public Tensor sign() {
        return new UnaryOp.Sign().tensor(this);
    }

    /** {@code x^2}, elementwise. */
    public Tensor square() {
        return new UnaryOp.Square().tensor(this);
    }

    /** The square root, elementwise; NaN below 0. */
    public Tensor sqrt() {
        return new UnaryOp.Sqrt().tensor(this);
    }

    /** {@code 1 / sqrt(x)}, elementwise. */
    public Tensor rsqrt() {
        return new UnaryOp.Rsqrt().tensor(this);
    }

    /** {@code 1 / x}, elementwise. */
    public Tensor reciprocal() {
        return new UnaryOp.Reciprocal().tensor(this);
    }

    /** {@code e^x}, elementwise. */
    public Tensor exp() {
        return new UnaryOp.Exp().tensor(this);
    }

    /** The natural logarithm, elementwise; NaN below 0. */
    public Tensor log() {
        return new UnaryOp.Log().tensor(this);
    }

    /** The hyperbolic tangent, elementwise. */
    public Tensor tanh() {
        return new UnaryOp.Tanh().tensor(this);
    }

    /** {@code 1 / (1 + e^-x)}, elementwise. */
    public Tensor sigmoid() {
        return new UnaryOp.Sigmoid().tensor(this);
    }

    /** {@code max(x, 0)}, elementwise; the gradient at 0 is 0. NaN stays NaN and passes the gradient on. */
    public Tensor relu() {
        return new UnaryOp.Relu().tensor(this);
    }

    // ---- comparisons

    /** True where this == other; the shapes broadcast. */
    public BoolTensor eq(Tensor other) {
        return (BoolTensor) new CompareOp.Eq().apply(this, other)[0];
    }

    /** True where this == the number. */
    public BoolTensor eq(double other) {
        return eq(scalar(other));
    }

    /** True where this != other; the shapes broadcast. */
    public BoolTensor ne(Tensor other) {
        return (BoolTensor) new CompareOp.Ne().apply(this, other)[0];
    }

    /** True where this != the number. */
    public BoolTensor ne(double other) {
        return ne(scalar(other));
    }

    /** True where this &lt; other; the shapes broadcast. */
    public BoolTensor lt(Tensor other) {
        return (BoolTensor) new CompareOp.Lt().apply(this, other)[0];
    }

    /** True where this &lt; the number. */
    public BoolTensor lt(double other) {
        return lt(scalar(other));
    }

    /** True where this &lt;= other; the shapes broadcast. */
    public BoolTensor le(Tensor other) {
        return (BoolTensor) new CompareOp.Le().apply(this, other)[0];
    }

    /** True where this &lt;= the number. */
    public BoolTensor le(double other) {
        return le(scalar(other));
    }

    /** True where this &gt; other; the shapes broadcast. */
    public BoolTensor gt(Tensor other) {
        return (BoolTensor) new CompareOp.Gt().apply(this, other)[0];
    }

    /** True where this &gt; the number. */
    public BoolTensor gt(double other) {
        return gt(scalar(other));
    }

    /** True where this &gt;= other; the shapes broadcast. */
    public BoolTensor ge(Tensor other) {
        return (BoolTensor) new CompareOp.Ge().apply(this, other)[0];
    }

    /** True where this &gt;= the number. */
    public BoolTensor ge(double other) {
        return ge(scalar(other));
    }

    /** True where the element is NaN. */
    public BoolTensor isNaN() {
        return ne(this);
    }

    /** True where the element is neither NaN nor infinite. */
    public BoolTensor isFinite() {
        return abs().lt(Float.POSITIVE_INFINITY);
    }

    /** As {@link #allClose(Tensor, double, double)} within 1e-5 of the other's size, and 1e-8. */
    public boolean allClose(Tensor other) {
        return allClose(other, 1e-5, 1e-8);
    }

    /**
     * Whether everywhere {@code |this - other| <= absolute + relative * |other|}, in doubles; the shapes broadcast.
     * Equal infinities are close, NaN is close to nothing.
     *
     * @throws IllegalArgumentException if a tolerance is negative or NaN
     */
    public boolean allClose(Tensor other, double relative, double absolute) {
        return Closeness.everywhere(this, other, relative, absolute);
    }

    // ---- reductions: over the named axes, all if none is named

    /** Sum over the named axes, all if none is named; 0 if there are no elements. */
    public Tensor sum(int... axes) {
        return sum(false, axes);
    }

    /** As {@link #sum(int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public Tensor sum(boolean keepDim, int... axes) {
        return Axes.of("sum", shape, axes).reduce(this, keepDim, ReduceOp.Sum::new);
    }

    /** Mean over the named axes, all if none is named; NaN if there are no elements. */
    public Tensor mean(int... axes) {
        return mean(false, axes);
    }

    /** As {@link #mean(int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public Tensor mean(boolean keepDim, int... axes) {
        return Axes.of("mean", shape, axes).mean(this, keepDim);
    }

    /**
     * Largest element ({@index amax}) over the named axes, all if none is named; NaN if an element is. Several largest
     * elements share the gradient equally, as do several NaNs.
     *
     * @throws IllegalArgumentException if there are no elements to choose from
     */
    public Tensor max(int... axes) {
        return max(false, axes);
    }

    /** As {@link #max(int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public Tensor max(boolean keepDim, int... axes) {
        return Axes.of("max", shape, axes).reduceAtOnce(this, keepDim, ReduceOp.Max::new);
    }

    /** Smallest element ({@index amin}) over the named axes; all else is as for {@link #max(int...)}. */
    public Tensor min(int... axes) {
        return min(false, axes);
    }

    /** As {@link #min(int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public Tensor min(boolean keepDim, int... axes) {
        return Axes.of("min", shape, axes).reduceAtOnce(this, keepDim, ReduceOp.Min::new);
    }

    /** Unbiased variance ({@index var}, by n - 1) over the named axes, all if none; NaN if an element is not finite. */
    public Tensor variance(int... axes) {
        return variance(false, axes);
    }

    /** As {@link #variance(int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public Tensor variance(boolean keepDim, int... axes) {
        return Axes.of("variance", shape, axes).variance(this, 1, keepDim);
    }

    /** Square root of the {@link #variance(int...)}, even where that overflows; where it is 0, so is the gradient. */
    public Tensor std(int... axes) {
        return std(false, axes);
    }

    /** As {@link #std(int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public Tensor std(boolean keepDim, int... axes) {
        return Axes.of("std", shape, axes).std(this, 1, keepDim);
    }

    /**
     * {@code log(sum of e^x)} over the named axes, all if none is named, without overflow; -infinity with gradient 0 if
     * there are no elements, or all are -infinity. The gradient of +infinity is NaN, that of finite elements beside it
     * 0.
     */
    public Tensor logSumExp(int... axes) {
        return logSumExp(false, axes);
    }

    /** As {@link #logSumExp(int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public Tensor logSumExp(boolean keepDim, int... axes) {
        return Axes.of("logSumExp", shape, axes).logSumExp(this, keepDim);
    }

    /** Index of the first largest element along an axis, which is dropped; NaN counts as largest. */
    public IntTensor argmax(int axis) {
        return (IntTensor) new ReduceOp.ArgMax(shape.axis("argmax: ", axis)).apply(this)[0];
    }

    /** Index of the first smallest element along an axis, which is dropped; NaN counts as smallest. */
    public IntTensor argmin(int axis) {
        return (IntTensor) new ReduceOp.ArgMin(shape.axis("argmin: ", axis)).apply(this)[0];
    }

    /** {@code e^x / sum of e^x} along an axis, without overflow. */
    public Tensor softmax(int axis) {
        return new SoftmaxOp.Softmax().along(axis, this);
    }

    /** {@code log(softmax(x))} along an axis, accurate where softmax is tiny ({@index log_softmax}). */
    public Tensor logSoftmax(int axis) {
        return new SoftmaxOp.LogSoftmax().along(axis, this);
    }

    // ---- matrix product

    /**
     * Matrix product ({@index mm}, {@index bmm}). <b>Shape</b>: {@code [..., M, K] x [..., K, N] -> [..., M, N]}, batch
     * axes broadcast; a vector on the left counts as {@code [1, K]}, one on the right as {@code [K, 1]}, and the added
     * axis is dropped again. Each element is the sum, from left to right, of chains of 512 fused multiply-adds in
     * ascending k.
     *
     * @throws IllegalArgumentException e.g. {@code matmul: [32, 784] x [128, 10]: inner sizes 784 and 128 differ}
     */
    public Tensor matmul(Tensor other) {
        return matmul(other, false, false);
    }

    /**
     * Matrix product with either operand transposed in its last two axes, at no cost: {@code x.matmul(w, false, true)}
     * is {@code x w^T}. A vector operand cannot be transposed.
     */
    public Tensor matmul(Tensor other, boolean transA, boolean transB) {
        return new MatmulOp(transA, transB).product(this, Required.nonNull("matmul: the other tensor", other));
    }

    /** Printed like NumPy's arrays; long ones are shortened. */
    @Override
    public String toString() {
        return ArrayPrinter.print(shape.raw(), ThreadState.leaves(this, "toString()").data(), offset);
    }
}
