package dev.lanewise.kernels.drivers;

/**
 * Rotation of pairs of elements: rows of heads, each of so many elements, the first of which are pairs that are turned
 * by the angles of the row's position. The loops are plain: two products and their difference are the same bits however
 * the compiler vectorises them.
 */
public final class Turns {
    private final int heads;
    private final int turned;
    private final int width;
    private final int angles;
    private final boolean neighbours;
    private final float sign;

    /**
     * Turns of rows {@code [heads, width]}.
     *
     * @param turned how many heads from the first on are turned
     * @param pairs elements of a head that are turned, two for each angle
     * @param neighbours whether a pair lies side by side, or half of {@code pairs} apart
     * @param back whether by the negative angles
     */
    public Turns(int heads, int turned, int width, int pairs, boolean neighbours, boolean back) {
        this.heads = heads;
        this.turned = turned;
        this.width = width;
        this.angles = pairs / 2;
        this.neighbours = neighbours;
        this.sign = back ? -1 : 1;
    }

    /**
     * From {@code x [rows, heads, width]} to y of the same shape, which may be x: row i by the angles of the position
     * {@code i % length}.
     *
     * @param table {@code [length, 2 angles]}: cosines, then sines
     */
    public void turn(float[] x, int xo, int rows, int length, float[] table, int to, float[] y, int yo) {
        int size = heads * width;
        Split.rows(rows, size, (from, end) -> {
            for (int row = from; row < end; row++) {
                int angle = to + row % length * 2 * angles;
                for (int head = 0; head < heads; head++) {
                    int at = row * size + head * width;
                    int rest = 0;
                    if (head < turned) {
                        if (neighbours) {
                            turnNeighbours(x, xo + at, table, angle, y, yo + at);
                        } else {
                            turnHalves(x, xo + at, table, angle, y, yo + at);
                        }
                        rest = 2 * angles;
                    }
                    if (x != y || xo != yo) {
                        System.arraycopy(x, xo + at + rest, y, yo + at + rest, width - rest);
                    }
                }
            }
        });
    }

    private void turnHalves(float[] x, int xo, float[] table, int to, float[] y, int yo) {
        int n = angles;
        float s = sign;
        for (int i = 0; i < n; i++) {
            float cos = table[to + i];
            float sin = s * table[to + n + i];
            float a = x[xo + i];
            float b = x[xo + n + i];
            y[yo + i] = a * cos - b * sin;
            y[yo + n + i] = b * cos + a * sin;
        }
    }

    private void turnNeighbours(float[] x, int xo, float[] table, int to, float[] y, int yo) {
        int n = angles;
        for (int i = 0; i < n; i++) {
            float cos = table[to + i];
            float sin = sign * table[to + n + i];
            float a = x[xo + 2 * i];
            float b = x[xo + 2 * i + 1];
            y[yo + 2 * i] = a * cos - b * sin;
            y[yo + 2 * i + 1] = b * cos + a * sin;
        }
    }
}
