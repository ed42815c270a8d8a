package dev.lanewise.zoo.lora;

import dev.lanewise.nn.Block;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A network with adapters ({@link Lora}). It is trained like any other; a checkpoint of its training has the state of
 * all of it, the frozen part included. Paths are as in PEFT: a layer {@code query} that is adapted has
 * {@code query.base_layer.weight}, {@code query.lora_A.weight} and {@code query.lora_B.weight}.
 *
 * @param <B> the network's class
 */
public final class Adapted<B extends Block> {
    private static final String BASE = ".base_layer.";

    private final Lora lora;
    private final B network;
    private final Supplier<B> building;
    private final Map<String, LoraLayer> layers;

    private Adapted(Lora lora, B network, Supplier<B> building, Map<String, LoraLayer> layers) {
        this.lora = lora;
        this.network = network;
        this.building = building;
        this.layers = layers;
    }

    /** Freezes a network but for what is to be trained. */
    static <B extends Block> Adapted<B> of(Lora lora, B network, Supplier<B> building, List<String> seen) {
        Map<String, LoraLayer> layers = new LinkedHashMap<>();
        collect("", network, layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("Lora: no linear layer is a target (" + lora.rule()
                    + "); those of the network: " + Printable.names(seen));
        }
        network.freeze();
        layers.values().forEach(LoraLayer::learn);
        Adapted<B> adapted = new Adapted<>(lora, network, building, layers);
        for (String name : lora.trained()) {
            Map<String, Block> blocks = adapted.trainedBlocks(List.of(name));
            if (blocks.isEmpty()) {
                throw new IllegalArgumentException(
                        "Lora: no block to be trained is called " + Printable.quoted(name));
            }
            blocks.forEach((path, block) -> adapted.train(path, block));
        }
        return adapted;
    }

    private static void collect(String path, Block block, Map<String, LoraLayer> layers) {
        block.children().forEach((name, child) -> {
            if (child instanceof LoraLayer layer) {
                layers.put(path + name, layer);
            } else {
                collect(path + name + ".", child, layers);
            }
        });
    }

    private void train(String path, Block block) {
        if (block instanceof LoraLayer || layers.keySet().stream().anyMatch(each -> each.startsWith(path + "."))) {
            throw new IllegalArgumentException("Lora: " + Printable.quoted(path)
                    + " is to be trained as a whole, and has an adapter; name one of both");
        }
        block.unfreeze();
    }

    /** The blocks of these names by path. */
    Map<String, Block> trainedBlocks(List<String> names) {
        Map<String, Block> blocks = new LinkedHashMap<>();
        collect("", network, names, blocks);
        return blocks;
    }

    private static void collect(String path, Block block, List<String> names, Map<String, Block> blocks) {
        block.children().forEach((name, child) -> {
            if (names.stream().anyMatch(each -> Targets.isEnd(path + name, each))) {
                blocks.put(path + name, child);
            } else if (!(child instanceof LoraLayer)) {
                collect(path + name + ".", child, names, blocks);
            }
        });
    }

    /** The network. */
    public B network() {
        return network;
    }

    /** The parameters that are trained, for the optimizer. */
    public List<Tensor> trained() {
        return network.parameters().stream().filter(Tensor::requiresGrad).toList();
    }

    /** The settings. */
    public Lora lora() {
        return lora;
    }

    /** The adapted layers by path. */
    Map<String, LoraLayer> layers() {
        return layers;
    }

    /**
     * The parameters and buffers of the network without adapters, by its own paths, what was learned added to its
     * weights.
     */
    public Map<String, Tensor> mergedState() {
        Map<String, Tensor> merged = new LinkedHashMap<>();
        network.stateDict().forEach((path, tensor) -> {
            int dot = path.indexOf(BASE);
            LoraLayer layer = dot < 0 ? null : layers.get(path.substring(0, dot));
            if (layer != null) {
                String own = path.substring(dot + BASE.length());
                merged.put(path.substring(0, dot) + "." + own, own.equals("weight") ? layer.merged(tensor) : tensor);
            } else if (!isOfAdapter(path)) {
                merged.put(path, tensor);
            }
        });
        return merged;
    }

    private boolean isOfAdapter(String path) {
        int dot = path.lastIndexOf(".lora_");
        return dot >= 0 && layers.containsKey(path.substring(0, dot));
    }

    /**
     * The network without adapters, built again, with what was learned added to its weights: it computes the same up to
     * rounding, as fast as before. Adapters that are trained further leave it as it is.
     */
    public B merged() {
        B plain = Required.nonNull("Lora: the network", building.get());
        plain.loadStateDict(mergedState());
        plain.eval();
        return plain;
    }

    /**
     * Saves the adapters, and what is trained as a whole, to a folder in PEFT's layout, which is made if it is not
     * there. Each file is complete or absent.
     *
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void save(Path folder) {
        new AdapterFolder(Required.nonNull("Lora: the folder", folder)).save(this);
    }

    /** For example {@code Adapted(Bert, 12 layers, Lora(rank 8, alpha 16.0, targets "query", "value"))}. */
    @Override
    public String toString() {
        return "Adapted(" + network.getClass().getSimpleName() + ", " + layers.size() + " layers, " + lora + ")";
    }
}
