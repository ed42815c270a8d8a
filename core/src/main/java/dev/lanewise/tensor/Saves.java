package dev.lanewise.tensor;

/**
 * What an op's gradient rule reads: only these inputs and outputs are kept alive until the backward pass.
 *
 * @param inputs bit i set: input i; bit 31 stands for all from 31 on
 * @param outputs likewise
 */
public record Saves(int inputs, int outputs) {
    /** Neither inputs nor outputs: the rule reads shapes at most. */
    public static final Saves NOTHING = new Saves(0, 0);

    /** The only (or first) input, called x in formulas. */
    public static final Saves X = new Saves(1, 0);

    /** The only (or first) output, called y in formulas. */
    public static final Saves Y = new Saves(0, 1);

    /** The first input and the first output. */
    public static final Saves X_AND_Y = new Saves(1, 1);

    /** The first two inputs. */
    public static final Saves A_AND_B = new Saves(3, 0);

    /** The second input only. */
    public static final Saves B = new Saves(2, 0);

    /**
     * For two inputs, where the gradient of each reads only the other, as in a product.
     *
     * @param needs as in {@link Op#saves}
     */
    public static Saves otherOf(int needs) {
        return new Saves((needs & 1) << 1 | (needs & 2) >> 1, 0);
    }
}
