package dev.lanewise.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of a history that lies between roots and the tensors whose gradients are wanted: the rest is not walked. */
final class Route {
    /** For each node that depends on a wanted tensor: through which of its inputs. */
    private final IdentityHashMap<Node, boolean[]> leading = new IdentityHashMap<>();

    private Route() {}

    /** The route from roots to given tensors, leaves or not. */
    static Route between(Tensor[] roots, Tensor[] inputs) {
        return of(roots, inputs);
    }

    /** The route from roots to given tensors that does not lead through any of the ends. */
    static Route upTo(Tensor[] roots, Tensor[] inputs, Tensor[] ends) {
        return of(roots, inputs, ends);
    }

    private static Route of(Tensor[] roots, Tensor[] inputs, Tensor... ends) {
        Set<Node> last = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tensor end : ends) {
            Node producer = end.producer();
            if (producer != null) {
                last.add(producer);
            }
        }
        Set<Tensor> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Node> producers = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tensor input : inputs) {
            Node producer = input.producer();
            if (producer == null) {
                leaves.add(input);
            } else {
                producers.add(producer);
            }
        }
        Route route = new Route();
        List<Node> nodes = reachable(roots, last);
        nodes.sort(Comparator.comparingLong(Node::number)); // a producer comes before its consumers
        for (Node node : nodes) {
            boolean[] inputsOn = new boolean[node.inputs()];
            boolean any = false;
            for (int i = 0; i < inputsOn.length; i++) {
                Node.Edge edge = node.edge(i);
                if (edge != null) {
                    Node producer = edge.producer();
                    inputsOn[i] = producer == null
                            ? leaves.contains(edge.leaf())
                            : producers.contains(producer) || route.leadsOn(producer);
                    any |= inputsOn[i];
                }
            }
            if (any && !last.contains(node)) {
                route.leading.put(node, inputsOn);
            }
        }
        return route;
    }

    private static List<Node> reachable(Tensor[] roots, Set<Node> ends) {
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<Node> pending = new ArrayDeque<>();
        for (Tensor root : roots) {
            reach(root.producer(), seen, pending);
        }
        for (Node node = pending.poll(); node != null; node = pending.poll()) {
            for (int i = 0; i < node.inputs() && !ends.contains(node); i++) {
                Node.Edge edge = node.edge(i);
                reach(edge == null ? null : edge.producer(), seen, pending);
            }
        }
        return new ArrayList<>(seen);
    }

    private static void reach(@Nullable Node node, Set<Node> seen, ArrayDeque<Node> pending) {
        if (node != null && seen.add(node)) {
            pending.add(node);
        }
    }

    /**
     * Whether the history of a tensor begins, among others, at a leaf that still asks for a gradient and is not own.
     */
    static boolean leadsToOthers(Tensor root, Set<Tensor> own) {
        if (root.producer() == null) {
            return root.isTracked() && !own.contains(root);
        }
        for (Node node : reachable(new Tensor[] {root}, Set.of())) {
            for (int i = 0; i < node.inputs(); i++) {
                Node.Edge edge = node.edge(i);
                Tensor leaf = edge == null ? null : edge.leaf();
                if (leaf != null && leaf.isTracked() && !own.contains(leaf)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a node depends on a wanted tensor, so that its rule has to run. */
    boolean leadsOn(Node node) {
        return leading.containsKey(node);
    }

    /** Whether input i of a node depends on a wanted tensor. */
    boolean leadsOn(Node node, int i) {
        boolean[] inputs = leading.get(node);
        return inputs != null && inputs[i];
    }
}
