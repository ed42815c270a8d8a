package dev.lanewise.bench.pretrained;

import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.zoo.TextEncoder;
import dev.lanewise.zoo.WarmUp;
import dev.lanewise.zoo.folder.ModelFolder;
import java.nio.file.Path;

/** A program that reads the model of a folder, encodes one text of 16 tokens, prints its checksum and ends. */
public final class FirstEmbedding {
    static final int LENGTH = 16;

    private FirstEmbedding() {}

    public static void main(String[] args) {
        ModelFolder folder = ModelFolder.open(Path.of(args[0]));
        WarmUp.begin(folder);
        TextEncoder encoder = TextEncoder.load(folder);
        IntTensor tokens = EncoderModel.tokens(1, LENGTH);
        try (GradMode.Scope _ = GradMode.noGrad()) {
            System.out.println(EncoderModel.checksum(
                    encoder.forward(tokens, tokens.mul(0), tokens.mul(0).add(1))));
        }
    }
}
