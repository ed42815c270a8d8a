package dev.lanewise.kernels.sequence;

/**
 * Where the rows of queries, keys, values, or of gradients lie: element e of row i of head h of sample b is {@code
 * data[offset + b * sample + h * head + i * row + e]}.
 *
 * @param sample from a sample to the next
 * @param head from a head to the next
 * @param row from a row to the next
 */
public record HeadRows(float[] data, int offset, int sample, int head, int row) {
    int at(int b, int h, int i) {
        return offset + b * sample + h * head + i * row;
    }
}
