package dev.lanewise.tensorboard;

import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Place;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A listing as a GraphDef. The name of a node begins with the path of the block that its op was applied in, as in
 * {@code Linear[fc]/matmul}, and TensorBoard folds nodes whose names begin alike.
 */
final class GraphNodes {
    /** Colons and carets mean something in names of inputs, slashes separate blocks. */
    private static final Pattern UNSAFE = Pattern.compile("[^\\p{L}\\p{N}_.\\-]");

    /** Settings of a block, in parentheses, may have colons of their own. */
    private static final Pattern TITLE = Pattern.compile("((?<path>(\\(unregistered\\)|[^(:])+): )?(?<kind>[^(:]+)\\(");

    private final Listing listing;
    private final IdentityHashMap<Value, String> names = new IdentityHashMap<>();

    /** For the path of a block the kind of block that is there. */
    private final Map<String, String> kinds = new HashMap<>();

    private final Set<String> taken = new HashSet<>();

    /** For the number of a value what a reader of it names as its input. */
    private final Map<Integer, String> sources = new HashMap<>();

    private final Message graph = new Message();

    private GraphNodes(Listing listing, Map<String, Tensor> names) {
        this.listing = listing;
        names.forEach((name, tensor) -> this.names.put(tensor, name));
        for (Listing.Step step : listing.steps()) {
            Place place = step.place();
            if (place != null) {
                kinds.put(path(place), kind(place));
            }
        }
    }

    /**
     * The graph of a listing.
     *
     * @param names names of values from outside, with dots between blocks
     */
    static Message of(Listing listing, Map<String, Tensor> names) {
        GraphNodes nodes = new GraphNodes(listing, names);
        listing.steps().forEach(nodes::add);
        nodes.addOutputs();
        return nodes.graph.message(4, new Message().number(1, 22)); // a version of 2015, when the field came
    }

    private void add(Listing.Step step) {
        String scope = step.place() == null ? "" : scope(path(step.place()));
        List<String> inputs = step.in().stream().map(number -> source(number, scope)).toList();
        String name = free(scope + step.op().name());
        for (int i = 0; i < step.out().size(); i++) {
            sources.put(step.out().get(i), i == 0 ? name : name + ":" + i);
        }
        Message node = node(name, step.op().name(), inputs);
        attribute(node, "op", new Message().text(2, step.describe()));
        if (step.place() != null) {
            attribute(node, "block", new Message().text(2, step.place().title()));
        }
        if (step.live() != null) {
            attribute(node, "live", new Message().text(2, step.live().owner().getClass().getSimpleName()));
        }
        shapes(node, step.out());
        graph.message(1, node);
    }

    /** What is read as an input; a value that no step computes becomes a node where it is read first. */
    private String source(int number, String scope) {
        String known = sources.get(number);
        if (known != null) {
            return known;
        }
        boolean isInput = number < listing.inputs();
        Value outside = listing.outside().get(number);
        String given = outside == null ? null : names.get(outside);
        String name;
        if (isInput) {
            name = free("input_" + number);
        } else if (given != null) {
            int dot = given.lastIndexOf('.');
            name = free(scope(dot < 0 ? "" : given.substring(0, dot)) + safe(given.substring(dot + 1)));
        } else {
            name = free(scope + "value_" + number);
        }
        boolean isTrained = outside instanceof Tensor tensor && tensor.requiresGrad();
        Message node = node(name, isInput ? "Placeholder" : isTrained ? "Parameter" : "Constant", List.of());
        shapes(node, List.of(number));
        graph.message(1, node);
        sources.put(number, name);
        return name;
    }

    private void addOutputs() {
        for (int i = 0; i < listing.outputs().size(); i++) {
            int number = listing.outputs().get(i);
            Message node = node(free("output_" + i), "Output", List.of(source(number, "")));
            shapes(node, List.of(number));
            graph.message(1, node);
        }
    }

    private static Message node(String name, String op, List<String> inputs) {
        Message node = new Message().text(1, name).text(2, op);
        inputs.forEach(input -> node.text(3, input));
        return node;
    }

    /** The shapes that TensorBoard writes on edges. */
    private void shapes(Message node, List<Integer> numbers) {
        Message list = new Message();
        for (int number : numbers) {
            Spec spec = listing.values().get(number);
            Message shape = new Message();
            for (int axis = 0; axis < spec.shape().rank(); axis++) {
                shape.message(2, new Message().number(1, spec.shape().dim(axis)));
            }
            list.message(7, shape);
        }
        attribute(node, "_output_shapes", new Message().message(1, list));
    }

    private static void attribute(Message node, String name, Message value) {
        node.message(5, new Message().text(1, name).message(2, value));
    }

    /** The name itself, or if it is taken with a number. */
    private String free(String name) {
        String free = name;
        for (int i = 1; !taken.add(free); i++) {
            free = name + "_" + i;
        }
        return free;
    }

    /**
     * What names of nodes within a block begin with, for example {@code Residual[1]/Linear[0]/}; empty for the root.
     */
    private String scope(String path) {
        StringBuilder scope = new StringBuilder();
        for (int end = 0; end < path.length();) {
            int from = end == 0 ? 0 : end + 1;
            int dot = path.indexOf('.', from);
            end = dot < 0 ? path.length() : dot;
            String part = safe(path.substring(from, end));
            String kind = kinds.get(path.substring(0, end));
            scope.append(kind == null ? part : safe(kind) + "[" + part + "]").append('/');
        }
        return scope.toString();
    }

    private static String safe(String name) {
        return UNSAFE.matcher(name).replaceAll("_");
    }

    /** The path in a title such as {@code 1.0: Linear(5, 2)}; empty for the root. */
    private static String path(Place place) {
        Matcher title = TITLE.matcher(place.title());
        String path = title.lookingAt() ? title.group("path") : null;
        return path == null ? "" : path;
    }

    /** The kind of block in a title: {@code Linear}. */
    private static String kind(Place place) {
        Matcher title = TITLE.matcher(place.title());
        return title.lookingAt() ? title.group("kind") : place.title();
    }
}
