package dev.lanewise.examples.mnist;

/**
 * How a pixel becomes an input: {@code (pixel / 255 - mean) / std}.
 *
 * @param mean of the pixels as fractions of 255
 * @param std standard deviation likewise
 */
public record Scale(float mean, float std) {
    /** To mean 0 and standard deviation 1, by those of MNIST's training pixels. */
    public static final Scale STANDARD = new Scale(0.1307f, 0.3081f);

    /** As they are: 0 for paper, 1 for ink. */
    public static final Scale UNIT = new Scale(0, 1);
}
