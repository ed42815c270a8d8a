package dev.lanewise.data.images;

import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;

/** The pictures of a folder, each changed by numbers that belong to seed, epoch and sample. */
record TransformedFolder(ImageFolder folder, long seed, long epoch, Transform transform)
        implements
            Dataset<Batch<Tensor, IntTensor>> {
    @Override
    public int size() {
        return folder.size();
    }

    @Override
    public Batch<Tensor, IntTensor> batch(int... indices) {
        return new Gathering(folder).batch(this::image, indices);
    }

    private Image image(int index) {
        Image image = folder.image(index);
        try {
            return Transforms.result(transform, image, Dataset.drawsOf(seed, epoch, index));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    Printable.path(folder.file(index)) + ": " + Printable.sentence(String.valueOf(e.getMessage())), e);
        } catch (RuntimeException e) { // of a transform of the user's: which picture it was is in no stack trace
            throw new IllegalArgumentException(Printable.path(folder.file(index)) + ": "
                    + Printable.sentence(transform + " failed: " + e), e);
        }
    }

    @Override
    public Dataset<Batch<Tensor, IntTensor>> inEpoch(long number) {
        return new TransformedFolder(folder, seed, number, transform);
    }

    @Override
    public String augmentation() {
        return "seed " + seed;
    }

    @Override
    public String toString() {
        return "Transformed(" + folder + ", " + transform + ", seed " + seed + ")";
    }
}
