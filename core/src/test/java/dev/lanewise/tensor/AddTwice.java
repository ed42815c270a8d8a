package dev.lanewise.tensor;

/** Prints the result of an addition, or what was thrown, twice. */
public final class AddTwice {
    private AddTwice() {}

    public static void main(String[] args) {
        for (int i = 0; i < 2; i++) {
            try {
                System.out.println(Tensor.scalar(1f).add(2f).item());
            } catch (Throwable e) { // whatever it is, the test compares it
                System.out.println(e);
            }
        }
    }
}
