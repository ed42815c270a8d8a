package dev.lanewise.workshop.measure;

/** A matrix product as chapter 15 writes it, {@code C = A B}. */
@FunctionalInterface
public interface Product {
    /** Fills {@code c [m, n]} with {@code a [m, k]} times {@code b [k, n]}, each row by row. */
    void multiply(int m, int k, int n, float[] a, float[] b, float[] c);
}
