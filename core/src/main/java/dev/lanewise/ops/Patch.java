package dev.lanewise.ops;

/**
 * The patches that {@link Patches} takes planes apart into: their size, how far apart they begin, how far they reach
 * over the edges, and how far apart their elements are. Immutable; settings give another one.
 *
 * {@snippet :
 * Patch patch = Patch.of(3).stride(2).padding(1);
 * }
 *
 * @param height elements in a column of the patch
 * @param width elements in a row of the patch
 * @param strideHeight rows from one patch to the next below
 * @param strideWidth columns from one patch to the next beside
 * @param paddingHeight rows of zeros above and below the plane
 * @param paddingWidth columns of zeros on both sides of the plane
 * @param dilationHeight rows from one element of a patch to the next; 1 for neighbours
 * @param dilationWidth columns from one element of a patch to the next
 */
public record Patch(
        int height, int width, int strideHeight, int strideWidth, int paddingHeight, int paddingWidth,
        int dilationHeight, int dilationWidth) {
    /**
     * What the arguments say.
     *
     * @throws IllegalArgumentException if the padding is negative, or another number not positive
     */
    public Patch {
        if (Math.min(Math.min(height, width), Math.min(strideHeight, strideWidth)) < 1
                || Math.min(dilationHeight, dilationWidth) < 1 || Math.min(paddingHeight, paddingWidth) < 0) {
            throw new IllegalArgumentException(
                    "Patch: " + text(height, width, strideHeight, strideWidth, paddingHeight, paddingWidth,
                            dilationHeight, dilationWidth)
                            + ": expected a padding of 0 or more, and else positive numbers");
        }
    }

    /** Square patches, each beginning beside the one before. */
    public static Patch of(int size) {
        return of(size, size);
    }

    /** Patches of a height and a width, each beginning beside the one before. */
    public static Patch of(int height, int width) {
        return new Patch(height, width, 1, 1, 0, 0, 1, 1);
    }

    /** The same so many rows and columns apart. */
    public Patch stride(int both) {
        return stride(both, both);
    }

    /** The same so many rows and so many columns apart. */
    public Patch stride(int rows, int columns) {
        return new Patch(height, width, rows, columns, paddingHeight, paddingWidth, dilationHeight, dilationWidth);
    }

    /** The same in a plane with so many zeros at each edge. */
    public Patch padding(int both) {
        return padding(both, both);
    }

    /** The same in a plane with so many rows of zeros above and below, and so many columns on each side. */
    public Patch padding(int rows, int columns) {
        return new Patch(height, width, strideHeight, strideWidth, rows, columns, dilationHeight, dilationWidth);
    }

    /** The same with elements so far apart in both directions. */
    public Patch dilation(int both) {
        return dilation(both, both);
    }

    /** The same with elements so many rows and so many columns apart. */
    public Patch dilation(int rows, int columns) {
        return new Patch(height, width, strideHeight, strideWidth, paddingHeight, paddingWidth, rows, columns);
    }

    /** How many patches lie below each other in a plane of so many rows; not positive if none fits. */
    public long down(int rows) {
        return count(rows, height, strideHeight, paddingHeight, dilationHeight);
    }

    /** How many patches lie beside each other in a plane of so many columns; not positive if none fits. */
    public long across(int columns) {
        return count(columns, width, strideWidth, paddingWidth, dilationWidth);
    }

    private static long count(int size, int kernel, int stride, int padding, int dilation) {
        return Math.floorDiv(size + 2L * padding - dilation * (kernel - 1L) - 1, (long) stride) + 1;
    }

    /** For example {@code 3 x 3, stride 2 x 2, padding 1 x 1}. */
    @Override
    public String toString() {
        return text(height, width, strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight,
                dilationWidth);
    }

    private static String text(int h, int w, int sh, int sw, int ph, int pw, int dh, int dw) {
        return h + " x " + w + setting("stride", sh, sw, 1) + setting("padding", ph, pw, 0)
                + setting("dilation", dh, dw, 1);
    }

    private static String setting(String name, int rows, int columns, int usual) {
        return rows == usual && columns == usual ? "" : ", " + name + " " + rows + " x " + columns;
    }
}
