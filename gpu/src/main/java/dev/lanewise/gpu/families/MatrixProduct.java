package dev.lanewise.gpu.families;

import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.NdRange;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.kernels.sequence.AttentionSizes;

/**
 * A stack of products of matrices, {@code C = A B}, as {@code product.cl} takes them.
 *
 * @param a the left operands
 * @param b the right operands
 * @param c what becomes of them
 * @param starts for each product where A, B and C begin, in elements from the first of their slots
 * @param count how many products there are
 * @param m rows of A and C
 * @param n columns of B and C
 * @param k columns of A, rows of B
 */
record MatrixProduct(Matrix a, Matrix b, Matrix c, Slot starts, int count, int m, int n, int k) {
    /** Rows and columns of a group's tile of C, which are also the rows of a strip of attention. */
    private static final int TILE = AttentionSizes.STRIP;

    /** Rows of a work item. */
    private static final int ITEM_ROWS = 8;

    /** Rows and columns of a tile of the kernel for few elements. */
    private static final int SMALL = 16;

    /** With fewer tiles than this for each unit of a graphics card, units would have nothing to do. */
    private static final int TILES_OF_UNIT = 2;

    /**
     * Where matrices lie, one of whose steps is 1.
     *
     * @param row from a row to the next
     * @param col from a column to the next
     */
    record Matrix(Slot slot, int row, int col) {
        /** The same for the transposed matrix. */
        Matrix turned() {
            return new Matrix(slot, /* row= */ col, /* col= */ row);
        }

        void set(Arguments arguments) {
            arguments.slot(slot).values(row, col);
        }
    }

    /**
     * What is applied to the products.
     *
     * @param bias values to be added
     * @param row from the value for a row to that for the next
     * @param col from the value for a column to that for the next
     * @param has whether there is a bias
     * @param activation number for {@code lw_activation}
     */
    record Last(Slot bias, int row, int col, boolean has, int activation) {
        void set(Arguments arguments) {
            arguments.slot(bias).values(row, col).value(has).value(activation);
        }
    }

    /** What numbers of rows limit. */
    enum Limited {
        /** Nothing. */
        NOT(0),
        /** The columns of B and C. */
        COLUMNS(1),
        /** The columns of A and rows of B. */
        INNER(2);

        /** For the kernel. */
        private final int number;

        Limited(int number) {
            this.number = number;
        }
    }

    /** The products, with what is applied to them. */
    Stage stage(Site site, Last last) {
        if (isSmall(site.context().device())) {
            return small(last);
        }
        return tiled(site, starts, Limited.NOT, last);
    }

    private boolean isSmall(Device device) {
        long tiles = (long) count * Math.ceilDiv(m, TILE) * Math.ceilDiv(n, TILE);
        return device.kind() == Device.Kind.CPU
                ? m <= SMALL && n <= SMALL
                : tiles < (long) TILES_OF_UNIT * device.computeUnits();
    }

    /** Whether the transposed product is the better one: it has fewer rows than a work item takes, and more columns. */
    static boolean isNarrow(int rows, int cols) {
        return cols < ITEM_ROWS && rows > cols;
    }

    /**
     * The products, whose rows have limits, ascending in each matrix; those of a strip of rows have the last one's.
     *
     * @param limits a number for each row of C
     */
    Stage limited(Site site, Slot limits, Limited what) {
        return tiled(site, limits, what, new Last(b.slot, 0, 0, false, 0));
    }

    private Stage tiled(Site site, Slot limits, Limited what, Last last) {
        return Launch.inFile("product", "product", range(site, count, m, n), arguments -> {
            operands(arguments);
            arguments.slot(limits).value(what.number);
            last.set(arguments);
        });
    }

    private Stage small(Last last) {
        NdRange range = NdRange.tiles(SMALL, SMALL, (long) count * Math.ceilDiv(m, SMALL) * Math.ceilDiv(n, SMALL));
        return Launch.inFile("product", "product_small", range, arguments -> {
            operands(arguments);
            last.set(arguments);
        });
    }

    private void operands(Arguments arguments) {
        a.set(arguments);
        b.set(arguments);
        c.set(arguments);
        arguments.slot(starts).values(m, n, k);
    }

    /** The tiles of some matrices. */
    static NdRange range(Site site, int count, int rows, int cols) {
        return NdRange.tiles(TILE / site.context().device().vector(), TILE / ITEM_ROWS,
                (long) count * Math.ceilDiv(rows, TILE) * Math.ceilDiv(cols, TILE));
    }
}
