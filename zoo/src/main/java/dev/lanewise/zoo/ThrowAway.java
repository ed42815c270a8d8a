package dev.lanewise.zoo;

import dev.lanewise.inference.Inference;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.tokenizers.TokenBatch;
import java.util.stream.IntStream;

/** Networks of one layer that are made, run once and forgotten: what {@link WarmUp} does. */
final class ThrowAway {
    private static final int VOCABULARY = 1000;
    private static final int POSITIONS = 64;
    private static final int TOKENS = 16;
    private static final int CLASSES = 10;

    // More than today's models have, and little memory all the same: a folder may say anything.
    private static final int MOST_TYPES = 2;
    private static final int MOST_IN_PATCH = 4096;
    private static final int MOST_PATCHES = 4096;

    /** The prompt, the capture of a step, and its replay twice. */
    private static final int NEW_TOKENS = 4;

    private ThrowAway() {}

    /** Runs one of the family and widths of a configuration; whether there is one. */
    static boolean run(ModelConfig config) {
        String type = config.modelType();
        if (Bert.MODEL_TYPES.contains(type)) {
            encode(bert(Bert.Config.of(config)));
        } else if (DistilBert.MODEL_TYPES.contains(type)) {
            encode(distilBert(DistilBert.Config.of(config)));
        } else if (Gpt2.MODEL_TYPES.contains(type)) {
            generate(gpt2(Gpt2.Config.of(config)));
        } else if (Llama.MODEL_TYPES.contains(type)) {
            generate(llama(Llama.Config.of(config)));
        } else if (Vit.MODEL_TYPES.contains(type)) {
            return look(VitConfig.of(config));
        } else {
            return false;
        }
        return true;
    }

    private static void encode(TextEncoder encoder) {
        encoder.eval();
        IntTensor ids = IntTensor.wrap(tokens(), Shape.of(1, TOKENS));
        Inference.of((TokenBatch texts) -> encoder.forward(texts.ids(), texts.types(), texts.mask()))
                .run(new TokenBatch(ids, ids.mul(0), ids.mul(0).add(1)));
    }

    private static void generate(CausalModel model) {
        Generator.of(model)
                .generate(tokens(), GenerationOptions.defaults().mostTokens(NEW_TOKENS), RandomSource.seed(0));
    }

    private static boolean look(VitConfig config) {
        if ((long) config.patchHeight() * config.patchWidth() * config.channels() > MOST_IN_PATCH
                || config.patches() > MOST_PATCHES) {
            return false;
        }
        Vit vit = new Vit(vit(config), Weights.throwAway());
        Inference.of((Tensor x) -> vit.forward(x).softmax(1))
                .run(Tensor.zeros(1, config.channels(), config.height(), config.width()));
        return true;
    }

    private static int[] tokens() {
        return IntStream.rangeClosed(1, TOKENS).toArray();
    }

    // ---- the same networks, smaller

    private static Bert bert(Bert.Config of) {
        int heads = heads(of.heads(), of.width() / of.heads());
        return new Bert(new Bert.Config(VOCABULARY, of.width() / of.heads() * heads, 1, heads,
                cut(of.inner(), of.width()), POSITIONS, Math.min(of.types(), MOST_TYPES), of.eps(), of.activation(),
                of.padding() < 0 ? -1 : 0, 0, 0), Weights.throwAway());
    }

    private static DistilBert distilBert(DistilBert.Config of) {
        int heads = heads(of.heads(), of.width() / of.heads());
        return new DistilBert(new DistilBert.Config(VOCABULARY, of.width() / of.heads() * heads, 1, heads,
                cut(of.inner(), of.width()), POSITIONS, of.activation(), 0, 0), Weights.throwAway());
    }

    private static Gpt2 gpt2(Gpt2.Config of) {
        int heads = heads(of.heads(), of.width() / of.heads());
        return new Gpt2(new Gpt2.Config(VOCABULARY, POSITIONS, of.width() / of.heads() * heads, 1, heads,
                cut(of.inner(), of.width()), of.activation(), of.eps(), of.scaled(), of.scaledByLayer(), of.tied(),
                0, 0, 0), Weights.throwAway());
    }

    private static Llama llama(Llama.Config of) {
        int keyHeads = heads(of.keyHeads(), of.headWidth() * (of.heads() / of.keyHeads()));
        return new Llama(new Llama.Config(VOCABULARY, POSITIONS, Math.min(of.width(), WarmUp.WIDEST), 1,
                of.heads() / of.keyHeads() * keyHeads, keyHeads, of.headWidth(), cut(of.inner(), of.width()),
                of.eps(), of.rotation(), of.attentionBias(), of.outputBias(), of.innerBias(), of.headNorm(), of.tied(),
                0), Weights.throwAway());
    }

    private static VitConfig vit(VitConfig of) {
        int heads = heads(of.heads(), of.hidden() / of.heads());
        return new VitConfig(of.channels(), of.height(), of.width(), of.patchHeight(), of.patchWidth(),
                of.hidden() / of.heads() * heads, 1, heads, cut(of.intermediate(), of.hidden()), of.activation(),
                of.eps(), of.biased(), of.distilled(), CLASSES, 0, 0);
    }

    /** So many of the heads as are not wider than the widest layer together, but one at least. */
    private static int heads(int heads, int width) {
        if (width > WarmUp.WIDEST) {
            throw new IllegalArgumentException("heads of width " + width); // no model of today; nothing to warm up
        }
        return Math.min(heads, WarmUp.WIDEST / width);
    }

    /** The inner width of a layer that is cut, in the same proportion up to four times as wide. */
    private static int cut(int inner, int width) {
        return Math.toIntExact(Math.min(4L * WarmUp.WIDEST,
                width <= WarmUp.WIDEST ? inner : Math.max(1, (long) inner * WarmUp.WIDEST / width)));
    }
}
