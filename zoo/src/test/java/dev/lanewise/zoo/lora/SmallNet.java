package dev.lanewise.zoo.lora;

import dev.lanewise.io.Safetensors;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.StoredNames;
import dev.lanewise.zoo.Weights;
import dev.lanewise.zoo.folder.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A stand-in for a pretrained family: two blocks with a key and a query, one of them stored transposed, and a head. */
final class SmallNet extends Layer {
    static final int WIDTH = 6;
    static final int CLASSES = 3;

    private final Encoder first;
    private final Encoder second;
    private final Layer classifier;

    SmallNet(Weights weights) {
        first = child("first", new Encoder(weights.at("first")));
        second = child("second", new Encoder(weights.at("second")));
        classifier = child("classifier", weights.linear("classifier", WIDTH, CLASSES));
    }

    static final class Encoder extends Layer {
        private final Layer query;
        private final Layer key;
        private final LayerNorm norm;

        Encoder(Weights weights) {
            query = child("query", weights.linear("query", WIDTH, WIDTH));
            key = child("key", weights.adapted("key", new Turned(weights.at("key")), WIDTH, WIDTH, true));
            norm = child("norm", weights.layerNorm("norm", WIDTH, 1e-5));
        }

        @Override
        protected Tensor compute(Tensor x) {
            return norm.forward(query.forward(x).tanh().add(key.forward(x)));
        }
    }

    /** As GPT-2 stores linear layers. */
    static final class Turned extends Layer {
        private final Tensor weight;

        Turned(Weights weights) {
            weight = parameter("weight", weights.normal("weight", WIDTH, WIDTH));
        }

        @Override
        protected Tensor compute(Tensor x) {
            return x.matmul(weight);
        }
    }

    @Override
    protected Tensor compute(Tensor x) {
        return classifier.forward(second.forward(first.forward(x)));
    }

    /** A folder with random weights. */
    static ModelFolder folder(Path path) {
        try {
            Files.createDirectories(path);
            Files.writeString(path.resolve("config.json"), "{\"model_type\": \"small\", \"dtype\": \"bfloat16\"}");
            Block net = new SmallNet(Weights.random(RandomSource.seed(5), 0.5));
            Safetensors.save(path.resolve("model.safetensors"), net.stateDict(), Map.of("format", "pt"));
            return ModelFolder.open(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SmallNet load(ModelFolder folder) {
        return Weights.load(folder, StoredNames.plain(), SmallNet::new);
    }

    /** With a new head. */
    static SmallNet begin(ModelFolder folder, RandomSource random) {
        return Weights.load(folder, StoredNames.plain().fresh("classifier."), random, SmallNet::new);
    }
}
