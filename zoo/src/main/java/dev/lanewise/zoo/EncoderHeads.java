package dev.lanewise.zoo;

import dev.lanewise.nn.Block;
import dev.lanewise.random.RandomSource;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads encoders of any family with a head on the vectors of their tokens: a pooler is left aside. */
final class EncoderHeads {
    private static final List<String> PREFIXES = List.of("bert", "roberta", "distilbert");

    private EncoderHeads() {}

    /** Reads a folder that has the head. */
    static <B extends Block> B load(
            ModelFolder folder, StoredNames names, BiFunction<TextEncoder, Weights, B> network) {
        return read(folder, withoutPooler(names), null, network);
    }

    /** Reads the encoder of a folder, and puts a head on it whose names begin with one of these. */
    static <B extends Block> B begin(
            ModelFolder folder, String head, RandomSource random, BiFunction<TextEncoder, Weights, B> network) {
        StoredNames names = withoutPooler(TextEncoder.names()).fresh(head);
        for (String prefix : PREFIXES) {
            names = names.bare(prefix + ".");
        }
        for (String other : TextEncoder.HEADS) {
            names = names.ignore(other);
        }
        return read(folder, names, random, network);
    }

    private static StoredNames withoutPooler(StoredNames names) {
        StoredNames more = names.ignore("pooler.");
        for (String prefix : PREFIXES) {
            more = more.ignore(prefix + ".pooler.");
        }
        return more;
    }

    private static <B extends Block> B read(
            ModelFolder folder, StoredNames names, @Nullable RandomSource random,
            BiFunction<TextEncoder, Weights, B> network) {
        ModelConfig config = folder.config();
        if (DistilBert.MODEL_TYPES.contains(config.modelType())) {
            DistilBert.Config sizes = DistilBert.Config.of(config);
            return Weights.load(folder, names, random, weights -> network.apply(
                    new DistilBert(sizes, weights.at("distilbert")), weights));
        }
        if (!Bert.MODEL_TYPES.contains(config.modelType())) {
            throw TextEncoder.unknown(config);
        }
        Bert.Config sizes = Bert.Config.of(config);
        String prefix = sizes.padding() < 0 ? "bert" : "roberta";
        return Weights.load(folder, names, random, weights -> network.apply(
                new Bert(sizes, weights.at(prefix), false), weights));
    }

    /** The share that a head drops before its last layer. */
    static double dropout(ModelConfig config, TextEncoder encoder) {
        return switch (encoder) {
            case Bert bert -> config.share("classifier_dropout", bert.config().dropout());
            case DistilBert distilled -> distilled.config().dropout();
        };
    }
}
