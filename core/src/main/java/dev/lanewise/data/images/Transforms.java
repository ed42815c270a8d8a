package dev.lanewise.data.images;

import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;

/** Puts transforms together, and applies them to the samples of datasets. */
public final class Transforms {
    private Transforms() {}

    /**
     * One after the other ({@index Compose}). Each draws from a stream of its own, which belongs to the seed, the
     * epoch, the sample and its place among them: how many numbers one draws does not change what others do, and one
     * that is appended changes nothing before it.
     */
    public static Transform of(Transform... transforms) {
        List<Transform> all = new ArrayList<>();
        for (Transform transform : Required.nonNull("of: the array of transforms", transforms)) {
            all.add(Required.nonNull("of: transform " + all.size(), transform));
        }
        return new Composed(List.copyOf(all));
    }

    private record Composed(List<Transform> all) implements Transform {
        @Override
        public Image apply(Image picture, RandomSource random) {
            Image changed = picture;
            for (Transform transform : all) {
                changed = result(transform, changed, random.split());
            }
            return changed;
        }

        @Override
        public String toString() {
            return "Transforms" + all;
        }
    }

    /**
     * The samples of a dataset, each changed. {@link ImageFolder#transformed} does the same for a folder, with the same
     * bits, and names the file of a picture that does not fit.
     *
     * @param dataset inputs {@code [N, channels, height, width]}, or {@code [N, height, width]}, which they stay
     * @param seed with the epoch and the sample it determines what is drawn; any, if nothing is
     * @throws IllegalArgumentException if one is null, later if the inputs have another shape, pictures differ in size
     *     once they are changed, or grey ones are to become coloured without an axis of channels
     */
    public static Dataset<Batch<Tensor, IntTensor>> applied(
            Dataset<Batch<Tensor, IntTensor>> dataset, long seed, Transform transform) {
        Required.nonNull("applied: the dataset", dataset);
        Required.nonNull("applied: the transform", transform);
        return Dataset.augmented(dataset, seed, (sample, random) -> changed(sample, transform, random));
    }

    private static Batch<Tensor, IntTensor> changed(
            Batch<Tensor, IntTensor> sample, Transform transform, RandomSource random) {
        Shape shape = sample.inputs().shape();
        if (shape.rank() != 3 && shape.rank() != 4) {
            throw new IllegalArgumentException("applied: inputs " + shape
                    + " are not pictures, [N, channels, height, width] or [N, height, width]");
        }
        Image picture = result(transform, Image.of(sample.inputs().select(0, 0)), random);
        boolean flat = shape.rank() == 3;
        if (flat && picture.channels() != 1) {
            throw new IllegalArgumentException("applied: the transform made " + picture.size() + " of "
                    + shape + ", which has no axis of channels");
        }
        Shape changed = flat
                ? Shape.of(1, picture.height(), picture.width())
                : Shape.of(1, picture.channels(), picture.height(), picture.width());
        return new Batch<>(Tensor.wrap(picture.values(), changed), sample.targets());
    }

    /** What a transform makes of a picture; one of the user's may give null. */
    static Image result(Transform transform, Image picture, RandomSource random) {
        return Required.nonNull("Transform: the picture that " + transform + " gave",
                transform.apply(picture, random));
    }
}
