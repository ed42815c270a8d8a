package dev.lanewise.data;

/**
 * Sums over the pixels of one channel, which are exact: below 2<sup>53</sup> for as many pixels as an array has.
 *
 * @param count of the pixels
 * @param sum of them
 * @param squares the sum of their squares
 */
record PixelSums(long count, long sum, long squares) {
    /**
     * Of each channel of pictures {@code [N, channels, plane]}, unsigned.
     *
     * @param plane pixels of a channel of a picture, at least 1
     */
    static PixelSums[] of(byte[] pixels, int channels, int plane) {
        PixelSums[] sums = new PixelSums[channels];
        int picture = channels * plane;
        for (int channel = 0; channel < channels; channel++) {
            long sum = 0;
            long squares = 0;
            for (int n = 0; n < pixels.length / picture; n++) {
                int start = n * picture + channel * plane;
                for (int i = start; i < start + plane; i++) {
                    long pixel = pixels[i] & 0xff;
                    sum += pixel;
                    squares += pixel * pixel;
                }
            }
            sums[channel] = new PixelSums(pixels.length / channels, sum, squares);
        }
        return sums;
    }

    /** As a fraction of 255. */
    double mean() {
        return (double) sum / count / 255;
    }

    /** The standard deviation as a fraction of 255. */
    double std() {
        double mean = (double) sum / count;
        return Math.sqrt(Math.max(0, (double) squares / count - mean * mean)) / 255;
    }
}
