package dev.lanewise.zoo.lora;

import dev.lanewise.io.FormatException;
import dev.lanewise.nn.Block;
import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.LinearAdapter;
import dev.lanewise.zoo.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Low-rank adaptation (Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models"): linear layers of a
 * pretrained network stay as they are, and beside each learn two thin matrices, {@code y = W x + b + scale * B A x}
 * with A {@code [rank, in]} and B {@code [out, rank]}. Less than a hundredth of the parameters is trained and saved.
 *
 * {@snippet :
 * ModelFolder folder = ModelFolder.open(Path.of("bert-base-uncased"));
 * Adapted<Bert> adapted = Lora.rank(8).alpha(16).dropout(0.1).targets("query", "value")
 *         .adapt(() -> Bert.load(folder), RandomSource.seed(1));
 * Optimizer optimizer = new AdamW(adapted.trained(), 1e-3);     // the network is adapted.network()
 * adapted.save(Path.of("my-adapter"));                          // as PEFT lays it out
 * }
 *
 * <p>Immutable: each method returns new settings.
 */
public final class Lora {
    private static final int MOST_RANK = 1 << 16;

    private final int rank;
    private final double alpha;
    private final double dropout;
    private final boolean stabilized;
    private final Targets targets;
    private final List<String> trained;

    private Lora(int rank, double alpha, double dropout, boolean stabilized, Targets targets, List<String> trained) {
        this.rank = rank;
        this.alpha = alpha;
        this.dropout = dropout;
        this.stabilized = stabilized;
        this.targets = targets;
        this.trained = trained;
    }

    /**
     * Settings with matrices of this rank, alpha as large as the rank, no dropout, for all linear layers but heads.
     *
     * @throws IllegalArgumentException unless it is 1 to 65536
     */
    public static Lora rank(int rank) {
        if (rank < 1 || rank > MOST_RANK) {
            throw new IllegalArgumentException("Lora: rank " + rank + ": expected 1 to " + MOST_RANK);
        }
        return new Lora(rank, rank, 0, false, Targets.expression(Targets.ALL), List.of());
    }

    /**
     * What is learned beside a layer counts {@code alpha / rank} times ({@code lora_alpha}).
     *
     * @throws IllegalArgumentException unless it is positive and finite
     */
    public Lora alpha(double alpha) {
        Finite.aboveZero("Lora: alpha", alpha);
        return new Lora(rank, alpha, dropout, stabilized, targets, trained);
    }

    /**
     * The share of inputs that the thin matrices do not see in training ({@code lora_dropout}).
     *
     * @throws IllegalArgumentException unless it is 0 to 1
     */
    public Lora dropout(double share) {
        Finite.share("Lora: dropout", share);
        return new Lora(rank, alpha, share, stabilized, targets, trained);
    }

    /** Counts {@code alpha / sqrt(rank)} times instead (Kalajdzievski 2023; {@code use_rslora}). */
    public Lora rankStabilized() {
        return new Lora(rank, alpha, dropout, true, targets, trained);
    }

    /**
     * Adapts the linear layers of these names, or whose paths end in them: {@code query}, {@code attention.self.value}.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Lora targets(String... names) {
        return new Lora(rank, alpha, dropout, stabilized, new Targets.Names(names("targets", names)), trained);
    }

    /**
     * Adapts the linear layers whose whole path this regular expression matches; {@code all-linear} stands for all but
     * heads ({@code classifier}, {@code score}, {@code lm_head}), and is what settings begin with.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Lora targetsMatching(String expression) {
        return new Lora(rank, alpha, dropout, stabilized, Targets.expression(expression), trained);
    }

    /** Trains and saves these blocks as a whole: names or ends of paths, such as {@code classifier} of a new task. */
    public Lora alsoTrain(String... names) {
        return new Lora(rank, alpha, dropout, stabilized, targets, names("alsoTrain", names));
    }

    private static List<String> names(String what, String... names) {
        if (Required.nonNull("Lora: " + what, names).length == 0) {
            throw new IllegalArgumentException("Lora: " + what + " without a name");
        }
        for (String name : names) {
            if (Required.nonNull("Lora: a name of " + what, name).isEmpty()) {
                throw new IllegalArgumentException("Lora: " + what + " with an empty name");
            }
        }
        return List.of(names);
    }

    /**
     * Builds a network with adapters. It first computes what the network computes without; all of it is frozen but the
     * adapters and what {@link #alsoTrain} names.
     *
     * @param building builds the network from its weights, for example {@code () -> Bert.load(folder)}
     * @param random what the A matrices and dropout are drawn from
     * @throws IllegalArgumentException if no linear layer is a target, or no block is one of those to be trained
     */
    public <B extends Block> Adapted<B> adapt(Supplier<B> building, RandomSource random) {
        Required.nonNull("Lora: the random source", random);
        return adapt(building, random, _ -> {});
    }

    /** The same, where each place is checked before memory is taken for its matrices. */
    <B extends Block> Adapted<B> adapt(
            Supplier<B> building, RandomSource random, Consumer<LinearAdapter.Place> check) {
        Required.nonNull("Lora: what builds the network", building);
        List<String> seen = new ArrayList<>();
        B network = Weights.adapting((place, plain) -> {
            seen.add(place.path());
            if (!targets.match(place.path())) {
                return plain;
            }
            check.accept(place);
            return new LoraLayer(place, plain, this, random);
        }, building);
        return Adapted.of(this, Required.nonNull("Lora: the network", network), building, seen);
    }

    /**
     * Builds a network with the adapters of a folder in PEFT's layout: {@code adapter_config.json} and
     * {@code adapter_model.safetensors}.
     *
     * @param building builds the network from its own weights, for example {@code () -> Bert.load(folder)}
     * @throws FormatException if the folder does not fit the network, or has a setting that changes results and is not
     *     supported, such as {@code use_dora}
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static <B extends Block> Adapted<B> load(Path folder, Supplier<B> building) {
        return new AdapterFolder(Required.nonNull("Lora: the folder", folder)).load(building);
    }

    int rank() {
        return rank;
    }

    double alpha() {
        return alpha;
    }

    double dropout() {
        return dropout;
    }

    boolean isStabilized() {
        return stabilized;
    }

    Targets rule() {
        return targets;
    }

    List<String> trained() {
        return trained;
    }

    /** How often what is learned counts. */
    double scale() {
        return alpha / (stabilized ? Math.sqrt(rank) : rank);
    }

    /** For example {@code Lora(rank 8, alpha 16.0, dropout 0.1, targets "query", "value")}. */
    @Override
    public String toString() {
        return "Lora(rank " + rank + ", alpha " + alpha + (stabilized ? ", rank-stabilized" : "")
                + (dropout == 0 ? "" : ", dropout " + dropout) + ", targets " + targets
                + (trained.isEmpty() ? "" : ", also trains " + Printable.names(trained)) + ")";
    }
}
