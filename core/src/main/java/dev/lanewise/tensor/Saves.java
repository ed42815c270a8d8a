package dev.lanewise.tensor;

/**
 * What an op's gradient rule reads of its application: only these inputs and outputs are kept alive until backward.
 *
 * @param inputs bit i set: input i
 * @param outputs bit i set: output i
 */
public record Saves(int inputs, int outputs) {
    static final Saves NOTHING = new Saves(0, 0);
    /** The only (or first) input, called x in formulas. */
    static final Saves X = new Saves(1, 0);
    /** The only (or first) output, called y in formulas. */
    static final Saves Y = new Saves(0, 1);

    static final Saves X_AND_Y = new Saves(1, 1);
    /** The first two inputs. */
    static final Saves A_AND_B = new Saves(3, 0);

    /** The second input only. */
    static final Saves B = new Saves(2, 0);

    /** Where the gradient of each of two inputs reads the other input only, as in a product. */
    static Saves otherOf(int needs) {
        return new Saves((needs & 1) << 1 | (needs & 2) >> 1, 0);
    }
}
