package dev.lanewise.gpu;

/** Triples of numbers to compute with. */
final class Triples {
    private final double[] a;
    private final double[] b;
    private final double[] c;

    /** So many zeros. */
    Triples(int count) {
        this.a = new double[count];
        this.b = new double[count];
        this.c = new double[count];
    }

    void set(int i, double x, double y, double z) {
        a[i] = x;
        b[i] = y;
        c[i] = z;
    }

    /** How many triples there are. */
    int count() {
        return a.length;
    }

    double[] a() {
        return a;
    }

    double[] b() {
        return b;
    }

    double[] c() {
        return c;
    }
}
