package dev.lanewise.tensor;

import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One walk over recorded history, from roots to leaves. It knows no particular op: it takes the node with the largest
 * number, asks its op's rule for the gradients of the inputs, undoes broadcasts, and passes them on. Nodes of equal
 * number are visited in the order in which they were reached, so gradients are summed in one order, independent of
 * threads and hashes.
 */
final class Backward {
    /** A node that has been reached, with the gradients that have arrived so far for its outputs. */
    private record Visit(Node node, int order, @Nullable Tensor[] grads) {}

    private static final Comparator<Visit> LARGEST_NUMBER_FIRST = Comparator
            .comparingLong((Visit visit) -> -visit.node.number()).thenComparingInt(Visit::order);

    private final Graph graph;

    /** Where the walk has to go; null for everywhere. */
    private final @Nullable Route route;

    private final IdentityHashMap<Node, Visit> reached = new IdentityHashMap<>();
    private final PriorityQueue<Visit> queue = new PriorityQueue<>(LARGEST_NUMBER_FIRST);
    private final IdentityHashMap<Tensor, Integer> leafIndex = new IdentityHashMap<>();

    /** Leaves, and tensors that retain their gradient, with the gradient that arrived for each. */
    private final List<Tensor> leaves = new ArrayList<>();

    private final List<Tensor> leafGrads = new ArrayList<>();

    /** Non-leaf tensors asked for by name, and what arrived for them. */
    private final IdentityHashMap<Node, @Nullable Tensor[]> wanted = new IdentityHashMap<>();

    /**
     * How often each storage was handed on: a gradient that went to one place only may be kept there without a copy.
     * Weak, so that a used-up gradient can be collected while the walk goes on.
     */
    private final WeakHashMap<Storage, Integer> handedOn = new WeakHashMap<>();

    /** What released nodes remember of this walk. */
    private final Node.Walk self = new Node.Walk();

    private final @Nullable Watch watch = ThreadState.current().watch;

    private int visits;

    /**
     * Whether this is a part of another walk, which goes on from the tensors asked for: their hooks are left to it, and
     * the walk stops at them.
     */
    private final boolean part;

    private Backward(Graph graph, @Nullable Route route, boolean part) {
        this.graph = graph;
        this.route = route;
        this.part = part;
    }

    /**
     * Adds the gradients of the root to the leaves that still ask for one, and to tensors that retain theirs: all of
     * them at the end, so that a rule that fails leaves every gradient as it was.
     */
    static void accumulate(Tensor root, Tensor gradient, Graph graph) {
        Required.nonNull("backward: the choice of what becomes of the graph", graph);
        new Backward(graph, null, false).run(new Tensor[] {root}, new Tensor[] {gradient});
    }

    /**
     * The gradients with respect to given tensors, null where the roots do not depend on one. Leaves, and history that
     * does not lie between the roots and those tensors, are left alone.
     */
    static @Nullable Tensor[] gradients(Tensor[] roots, Tensor[] rootGrads, Tensor[] inputs, Graph graph) {
        return new Backward(graph, Route.between(roots, inputs), false).find(roots, rootGrads, inputs);
    }

    /**
     * As {@link #gradients}, for a rule that walks a history of its own, which begins at given tensors.
     *
     * @param inputs some of these tensors
     * @param ends all of them
     */
    static @Nullable Tensor[] part(Tensor root, Tensor rootGrad, Tensor[] inputs, Tensor[] ends, Graph graph) {
        Tensor[] roots = {root};
        return new Backward(graph, Route.upTo(roots, inputs, ends), true)
                .find(roots, new Tensor[] {rootGrad}, inputs);
    }

    private @Nullable Tensor[] find(Tensor[] roots, Tensor[] rootGrads, Tensor[] inputs) {
        for (Tensor input : inputs) {
            Node producer = input.producer();
            if (producer != null) {
                wanted.computeIfAbsent(producer, node -> new Tensor[node.outputs()]);
            }
        }
        run(roots, rootGrads);
        @Nullable
        Tensor[] found = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            Node producer = inputs[i].producer();
            if (producer != null) {
                found[i] = Objects.requireNonNull(wanted.get(producer))[inputs[i].outputIndex()];
            } else {
                Integer index = leafIndex.get(inputs[i]);
                found[i] = index == null ? null : leafGrads.get(index);
            }
        }
        return found;
    }

    /** The gradient of a single number with respect to itself; {@code op} is the caller's name for messages. */
    static Tensor unitGradient(String op, Tensor root) {
        if (Required.nonNull(op + ": the output", root).size() != 1) {
            throw new IllegalStateException(op + ": " + root.shape() + " has " + root.size()
                    + " elements; the gradient can be omitted only for a single number");
        }
        return Tensor.ones(root.shape().raw());
    }

    /** Refuses a gradient whose shape is not the tensor's. */
    static void checkGradient(String op, Tensor tensor, Tensor gradient) {
        Required.nonNull(op + ": the output", tensor);
        if (!Required.nonNull(op + ": the gradient", gradient).shape().equals(tensor.shape())) {
            throw new IllegalArgumentException(
                    op + ": gradient " + gradient.shape() + " for a tensor of shape " + tensor.shape());
        }
    }

    private void run(Tensor[] roots, Tensor[] rootGrads) {
        Capture capture = ThreadState.capture();
        if (capture != null) {
            capture.historyAsked();
            capture.recorder.walks(roots);
        }
        try (GradMode.Scope _ = graph == Graph.CREATE ? GradMode.enableGrad() : GradMode.noGrad()) {
            for (int i = 0; i < roots.length; i++) {
                Node.Edge edge = Node.Edge.of(roots[i]);
                if (edge == null) {
                    throw new IllegalStateException((route == null ? "backward" : "grad") + ": the tensor "
                            + roots[i].shape() + " does not depend on a tensor that requires a gradient");
                }
                handOn(rootGrads[i]); // it stays with the caller as well
                deliver(edge, rootGrads[i]);
            }
            walk();
            for (int i = 0; route == null && i < leaves.size(); i++) {
                if (leaves.get(i).isTracked()) {
                    Tensor grad = leafGrads.get(i);
                    leaves.get(i).accumulateGrad(grad, handedOn.getOrDefault(grad.storage(), 0) > 1);
                }
            }
        }
    }

    private void walk() {
        boolean done = false;
        try {
            for (Visit visit = queue.poll(); visit != null; visit = queue.poll()) {
                process(visit);
            }
            for (int i = 0; !part && i < leaves.size(); i++) {
                // hooks of inner tensors have been called
                if (leaves.get(i).producer() == null && leaves.get(i).isTracked()) {
                    leafGrads.set(i, hooked(GradientHooks.found(leaves.get(i)), leafGrads.get(i)));
                }
            }
            done = true;
        } finally {
            if (!done) {
                self.fail();
            }
        }
    }

    private void process(Visit visit) {
        Node node = visit.node;
        reached.remove(node);
        for (int i = 0; i < visit.grads.length; i++) {
            Tensor grad = visit.grads[i];
            if (grad != null && !(part && wanted.containsKey(node))) {
                visit.grads[i] = hooked(node.hooks(i), grad);
            }
        }
        keep(visit);
        if (route != null && !route.leadsOn(node)) {
            return;
        }
        Saved saved = new Saved(node, route);
        @Nullable
        Tensor[] grads = gradients(node, saved, visit.grads);
        if (grads.length != node.inputs()) {
            throw new IllegalStateException(node.rule().name() + ": its gradient rule gave " + grads.length
                    + " gradients for " + node.inputs() + " inputs");
        }
        for (int i = 0; i < grads.length; i++) {
            Node.Edge edge = node.edge(i);
            Tensor grad = grads[i];
            if (edge != null && grad != null && saved.needs(i)) {
                if (node.mayKeepGradients()) {
                    handOn(grad);
                }
                deliver(edge, unbroadcast(node, i, grad));
            }
        }
        if (graph == Graph.FREE) {
            node.release(self);
        }
    }

    /**
     * What a node's rule gives. Where the thread is in no place, the rule runs in that of the forward pass, so that a
     * captured program knows which block the steps belong to.
     */
    private @Nullable Tensor[] gradients(Node node, Saved saved, @Nullable Tensor... arrived) {
        Place place = node.applied().place();
        if (place != null && Place.current() == null) {
            return Place.within(place, () -> gradients(node, saved, arrived));
        }
        return watch == null ? node.rule().gradients(saved, arrived) : watch.gradients(node, saved, arrived);
    }

    /** What hooks make of a gradient; they may keep what they are given, and what they give. */
    private Tensor hooked(@Nullable GradientHooks hooks, Tensor grad) {
        if (hooks == null || hooks.isEmpty()) {
            return grad;
        }
        Tensor result = hooks.apply(grad);
        handOn(grad);
        handOn(result);
        handOn(result);
        return result;
    }

    /** Puts aside what arrived for outputs that were asked for: by retainGrad, or by name. */
    private void keep(Visit visit) {
        for (int i = 0; route == null && i < visit.grads.length; i++) {
            Tensor retained = visit.node.retained(i);
            Tensor grad = visit.grads[i];
            if (retained != null && grad != null) {
                handOn(grad);
                leaves.add(retained);
                leafGrads.add(grad);
            }
        }
        @Nullable
        Tensor[] out = wanted.get(visit.node);
        if (out != null) {
            System.arraycopy(visit.grads, 0, out, 0, out.length);
        }
    }

    private void handOn(Tensor grad) {
        handedOn.merge(grad.storage(), 1, Integer::sum);
    }

    private void deliver(Node.Edge edge, Tensor grad) {
        handOn(grad);
        Node producer = edge.producer();
        if (producer == null) {
            addToLeaf(Objects.requireNonNull(edge.leaf()), grad);
            return;
        }
        Visit visit = reached.get(producer);
        if (visit == null) {
            visit = new Visit(producer, visits++, new Tensor[producer.outputs()]);
            reached.put(producer, visit);
            queue.add(visit);
        }
        Tensor sum = visit.grads[edge.index()];
        visit.grads[edge.index()] = sum == null ? grad : sum.add(grad);
    }

    private void addToLeaf(Tensor leaf, Tensor grad) {
        Integer index = leafIndex.putIfAbsent(leaf, leaves.size());
        if (index == null) {
            leaves.add(leaf);
            leafGrads.add(grad);
        } else {
            leafGrads.set(index, leafGrads.get(index).add(grad));
        }
    }

    /** Sums a gradient back to the shape of the input that was broadcast. */
    private static Tensor unbroadcast(Node node, int i, Tensor grad) {
        Shape shape = node.inputShape(i);
        if (grad.shape().equals(shape)) {
            return grad;
        }
        int extra = grad.rank() - shape.rank();
        int[] axes = new int[grad.rank()];
        int count = 0;
        boolean fits = extra >= 0;
        for (int axis = 0; fits && axis < grad.rank(); axis++) {
            int have = grad.dim(axis);
            int want = axis < extra ? 1 : shape.dim(axis - extra);
            fits = axis < extra || have == want || want == 1;
            if (axis < extra || have != want) {
                axes[count++] = axis;
            }
        }
        if (!fits) {
            throw new IllegalStateException(node.rule().name() + ": its gradient rule gave shape " + grad.shape()
                    + " for input " + i + " of shape " + shape);
        }
        return grad.sum(true, Arrays.copyOf(axes, count)).reshape(shape);
    }
}
