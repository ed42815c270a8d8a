package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.ActivationKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.ZipKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Split;
import dev.lanewise.kernels.gemm.Epilogue.Activation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is done to the sums of a convolution, or of the gradient of its images, while they are in the cache: a bias for
 * each plane is added, then a tensor of the result's shape; then comes an activation function, or the gradient of one.
 * Elements are independent, so any part of the result may be processed as soon as its sums are complete. The result may
 * take the place of the point, whose elements are then copied before sums are written there.
 *
 * @param bias one value a plane of an image, from {@code biasOffset} on; null for none
 * @param biasOffset where the bias begins
 * @param addend as many elements as the result, from {@code addendOffset} on; null for none
 * @param addendOffset where the addend begins
 * @param activation applied last, or the one whose gradient is applied last
 * @param point outputs of the activation, as many as the result, of which the gradient is taken; null if the activation
 *     itself is applied
 * @param pointOffset where the point begins
 */
public record Ending(
        float @Nullable [] bias, int biasOffset, float @Nullable [] addend, int addendOffset, Activation activation,
        float @Nullable [] point, int pointOffset) {
    /** The sums themselves. */
    public static final Ending NONE = ofBias(null, 0);

    /** A bias alone; none if it is null. */
    public static Ending ofBias(float @Nullable [] bias, int offset) {
        return new Ending(bias, offset, null, 0, Activation.NONE, null, 0);
    }

    /** Whether nothing is done. */
    private boolean isNothing() {
        return bias == null && addend == null && activation == Activation.NONE;
    }

    /** Whether a result that begins here is written over the point. */
    boolean isOver(float[] y, int yo) {
        return point == y && pointOffset == yo;
    }

    /** The same; with a copy of the point if the result, of {@code n} elements, is written over it. */
    Ending apart(float[] y, int yo, int n) {
        return isOver(y, yo)
                ? new Ending(
                        bias, biasOffset, addend, addendOffset, activation, Arrays.copyOfRange(y, yo, yo + n), 0)
                : this;
    }

    /**
     * Processes {@code n} elements of some planes of an image.
     *
     * @param plane the first one's number in the image
     * @param y the result, which begins at {@code yo}
     * @param at where the elements of the first plane are; those of the others follow {@code ofPlane} apart
     */
    void run(Kernels kernels, int plane, int planes, float[] y, int yo, int at, int ofPlane, int n) {
        run(kernels, plane, planes, y, yo, at, ofPlane, n, point, pointOffset + at - yo, ofPlane);
    }

    /**
     * The same with the point of these elements elsewhere.
     *
     * @param s null if there is none; else that of the first plane begins at {@code so}, and those of the others follow
     *     {@code ofPoint} apart
     */
    void run(
            Kernels kernels, int plane, int planes, float[] y, int yo, int at, int ofPlane, int n, float @Nullable [] s,
            int so, int ofPoint) {
        if (isNothing()) {
            return;
        }
        float[] b = bias;
        float[] a = addend;
        for (int i = 0; i < planes; i++) {
            int to = at + i * ofPlane;
            if (b != null) {
                add(kernels.zip(), b, biasOffset + plane + i, 0, y, to, n);
            }
            if (a != null) {
                add(kernels.zip(), a, addendOffset + to - yo, 1, y, to, n);
            }
            if (s == null) {
                activate(kernels, y, to, n);
            } else {
                differentiate(kernels.activation(), s, so + i * ofPoint, y, to, n);
            }
        }
    }

    private static void add(ZipKernels zip, float[] a, int ao, int step, float[] y, int to, int n) {
        zip.add(y, to, 1, a, ao, step, y, to, n);
    }

    private void activate(Kernels kernels, float[] y, int to, int n) {
        switch (activation) {
            case NONE -> {
            }
            case RELU -> kernels.map().relu(y, to, y, to, n);
            case TANH -> kernels.map().tanh(y, to, y, to, n);
            case SIGMOID -> kernels.map().sigmoid(y, to, y, to, n);
        }
    }

    private void differentiate(ActivationKernels kernels, float[] s, int so, float[] y, int to, int n) {
        switch (activation) {
            case NONE -> {
            }
            case RELU -> kernels.reluGradient(y, to, s, so, y, to, n);
            case TANH -> kernels.tanhGradient(y, to, s, so, y, to, n);
            case SIGMOID -> kernels.sigmoidGradient(y, to, s, so, y, to, n);
        }
    }

    /** Processes a whole result {@code [images, planes, ofPlane]}, in parallel parts. */
    void all(int images, int planes, float[] y, int yo, int ofPlane) {
        if (isNothing()) {
            return;
        }
        Kernels kernels = KernelLookup.active();
        Split.rows(images * planes, ofPlane, (from, to) -> {
            for (int i = from; i < to; i++) {
                run(kernels, i % planes, 1, y, yo, yo + i * ofPlane, ofPlane, ofPlane);
            }
        });
    }
}
