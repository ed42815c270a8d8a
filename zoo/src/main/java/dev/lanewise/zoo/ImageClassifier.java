package dev.lanewise.zoo;

import dev.lanewise.data.images.Image;
import dev.lanewise.inference.Inference;
import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What pictures show: a {@link ResNet} or {@link Vit} with the model's own processing of pictures and names of classes,
 * in evaluation mode, captured and replayed. Any number of threads may use it at the same time.
 *
 * {@snippet :
 * ImageClassifier classifier = ImageClassifier.open(Path.of("resnet-18"));
 * for (Guess guess : classifier.classify(Image.read(Path.of("cat.jpg")), 5)) {
 *     System.out.printf("%s %.3f%n", guess.name(), guess.probability());
 * }
 * }
 */
public final class ImageClassifier {
    /** Pictures that are computed at once. */
    private static final int BATCH = 8;

    private final String kind;
    private final ImageProcessor processor;
    private final List<String> labels;
    private final Inference<Tensor, Tensor> inference;

    private ImageClassifier(String kind, ImageProcessor processor, List<String> labels, Layer network) {
        this.kind = kind;
        this.processor = processor;
        this.labels = labels;
        this.inference = Inference.of(x -> network.forward(x).softmax(1));
    }

    /**
     * The classifier of a folder.
     *
     * @throws dev.lanewise.io.FormatException if its files are not those of one
     * @throws java.io.UncheckedIOException if a file is missing, or cannot be read
     */
    public static ImageClassifier open(Path folder) {
        return open(ModelFolder.open(folder));
    }

    /** The classifier of a folder, likewise. */
    public static ImageClassifier open(ModelFolder folder) {
        ModelConfig config = Required.nonNull("ImageClassifier: the folder", folder).config();
        String type = modelType(config);
        if (!ResNet.MODEL_TYPES.contains(type) && !Vit.MODEL_TYPES.contains(type)) {
            List<String> known = new ArrayList<>(ResNet.MODEL_TYPES);
            known.addAll(Vit.MODEL_TYPES);
            throw config.unsupported("model_type", "one of " + String.join(", ", known));
        }
        List<String> labels = Labels.of(config);
        ImageProcessor processor = ImageProcessor.open(folder);
        Layer network = ResNet.MODEL_TYPES.contains(type)
                ? ResNet.load(folder).requireClassifier(folder).folded()
                : Vit.load(folder).requireClassifier(folder);
        return new ImageClassifier(type, processor, labels, network);
    }

    /** The family that a configuration names; timm's has an architecture instead, which is a ResNet's. */
    static String modelType(ModelConfig config) {
        return !config.has("model_type") && config.has("architecture") ? "resnet" : config.modelType();
    }

    /** The labels of the classes, by number. */
    public List<String> labels() {
        return labels;
    }

    /**
     * The classes that a picture shows, the most probable first, the lower number first of equal ones.
     *
     * @param most how many at the most
     * @throws IllegalArgumentException if the picture is null or none that the processor takes, or the number is not
     *     positive
     */
    public List<Guess> classify(Image picture, int most) {
        return classify(List.of(Required.nonNull("classify: the picture", picture)), most).getFirst();
    }

    /** The classes that each of some pictures shows, likewise. */
    public List<List<Guess>> classify(List<Image> pictures, int most) {
        List<Image> all = Elements.of("classify: the list of pictures", "classify: picture", pictures);
        if (most < 1) {
            throw new IllegalArgumentException("classify: " + most + " classes: expected a positive number");
        }
        List<List<Guess>> guesses = new ArrayList<>();
        int batch = processor.hasOneSize() ? BATCH : 1;
        for (int i = 0; i < all.size(); i += batch) {
            List<Image> some = all.subList(i, Math.min(all.size(), i + batch));
            float[] shares = inference.run(processor.batch(some)).toArray();
            for (int row = 0; row < some.size(); row++) {
                guesses.add(Labels.best(labels, shares, row * labels.size(), most));
            }
        }
        return guesses;
    }

    /** For example {@code ImageClassifier(resnet, 1000 classes)}. */
    @Override
    public String toString() {
        return "ImageClassifier(" + kind + ", " + labels.size() + " classes)";
    }
}
