package dev.lanewise.ops;

import dev.lanewise.optable.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Textbook versions of the functions of matrices {@code [m, n]} or batches of them, by other ways where there are some. */
final class DenseReference {
    private DenseReference() {}

    /** One result for each matrix of a batch {@code [b, m, n]}, or for the matrix. */
    static Reference each(Reference x, UnaryOperator<Reference> of) {
        if (x.rank() == 2) {
            return of.apply(x);
        }
        List<Reference> parts = new ArrayList<>();
        for (int i = 0; i < x.dims[0]; i++) {
            Reference part = of.apply(x.slice(0, i, i + 1).reshape(x.dims[1], x.dims[2]));
            int[] dims = new int[part.rank() + 1];
            dims[0] = 1;
            System.arraycopy(part.dims, 0, dims, 1, part.rank());
            parts.add(part.reshape(dims));
        }
        return Reference.concat(0, parts.toArray(Reference[]::new));
    }

    static Reference matmul(Reference a, Reference b) {
        return Reference.matmul(a, b, false, false);
    }

    static Reference eye(int n) {
        return Reference.generate(new int[] {n, n}, i -> i[0] == i[1] ? 1 : 0);
    }

    /** Gauss-Jordan with the largest pivot of each column. */
    static Reference solve(Reference a, Reference b) {
        int n = a.dims[0];
        int k = b.dims[1];
        double[][] rows = new double[n][n + k];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n + k; j++) {
                rows[i][j] = j < n ? a.at(i, j) : b.at(i, j - n);
            }
        }
        for (int c = 0; c < n; c++) {
            int p = c;
            for (int i = c; i < n; i++) {
                p = Math.abs(rows[i][c]) > Math.abs(rows[p][c]) ? i : p;
            }
            double[] pivot = rows[p];
            rows[p] = rows[c];
            rows[c] = pivot;
            for (int i = 0; i < n; i++) {
                double factor = i == c ? 0 : rows[i][c] / pivot[c];
                for (int j = 0; j < n + k; j++) {
                    rows[i][j] -= factor * pivot[j];
                }
            }
        }
        return Reference.generate(new int[] {n, k}, i -> rows[i[0]][n + i[1]] / rows[i[0]][i[0]]);
    }

    static Reference inverse(Reference a) {
        return solve(a, eye(a.dims[0]));
    }

    /** Laplace's expansion along the first row. */
    static double det(Reference a) {
        int n = a.dims[0];
        double sum = n == 0 ? 1 : 0;
        for (int c = 0; c < n; c++) {
            int column = c;
            Reference minor = Reference.generate(
                    new int[] {n - 1, n - 1}, i -> a.at(i[0] + 1, i[1] < column ? i[1] : i[1] + 1));
            sum += (c % 2 == 0 ? 1 : -1) * a.at(0, c) * det(minor);
        }
        return sum;
    }

    /** Q of Gram and Schmidt, of the first columns. */
    static Reference q(Reference a) {
        int m = a.dims[0];
        int k = Math.min(m, a.dims[1]);
        Reference q = Reference.generate(new int[] {m, k}, i -> a.at(i[0], i[1]));
        for (int j = 0; j < k; j++) {
            for (int p = 0; p < j; p++) {
                double along = 0;
                for (int i = 0; i < m; i++) {
                    along += q.at(i, j) * q.at(i, p);
                }
                for (int i = 0; i < m; i++) {
                    q.data[i * k + j] -= along * q.at(i, p);
                }
            }
            double squares = 0;
            for (int i = 0; i < m; i++) {
                squares += q.at(i, j) * q.at(i, j);
            }
            for (int i = 0; i < m; i++) {
                q.data[i * k + j] /= Math.sqrt(squares);
            }
        }
        return q;
    }

    /** R = Q^T A. */
    static Reference r(Reference a) {
        Reference r = Reference.matmul(q(a), a, true, false);
        return Reference.generate(r.dims, i -> i[0] > i[1] ? 0 : r.at(i));
    }

    /** L with A = L L^T, the transpose of R for a square root of A: here by the outer products. */
    static Reference cholesky(Reference a) {
        int n = a.dims[0];
        double[] rest = a.data.clone();
        Reference l = Reference.zeros(n, n);
        for (int c = 0; c < n; c++) {
            for (int i = c; i < n; i++) {
                l.data[i * n + c] = rest[i * n + c] / Math.sqrt(rest[c * n + c]);
            }
            for (int i = c; i < n; i++) {
                for (int j = c; j < n; j++) {
                    rest[i * n + j] -= l.at(i, c) * l.at(j, c);
                }
            }
        }
        return l;
    }

    /** Eigenvectors as columns, in ascending order of their values: classical Jacobi, the largest element first. */
    static Reference eigenvectors(Reference a) {
        int n = a.dims[0];
        Reference d = a;
        Reference v = eye(n);
        while (n > 1) {
            int p = 0;
            int q = 1;
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++) {
                    if (Math.abs(d.at(i, j)) > Math.abs(d.at(p, q))) {
                        p = i;
                        q = j;
                    }
                }
            }
            if (Math.abs(d.at(p, q)) < 1e-15) {
                break;
            }
            double angle = Math.atan2(2 * d.at(p, q), d.at(q, q) - d.at(p, p)) / 2;
            Reference turn = eye(n);
            turn.data[p * n + p] = Math.cos(angle);
            turn.data[q * n + q] = Math.cos(angle);
            turn.data[p * n + q] = Math.sin(angle);
            turn.data[q * n + p] = -Math.sin(angle);
            d = matmul(Reference.matmul(turn, d, true, false), turn);
            v = matmul(v, turn);
        }
        Reference values = d;
        Reference vectors = v;
        int[] order = IntStream.range(0, n).boxed()
                .sorted(Comparator.comparingDouble(i -> values.at(i, i))).mapToInt(i -> i).toArray();
        return withSigns(Reference.generate(new int[] {n, n}, i -> vectors.at(i[0], order[i[1]])));
    }

    static Reference eigenvalues(Reference a) {
        Reference v = eigenvectors(a);
        Reference d = matmul(Reference.matmul(v, a, true, false), v);
        return Reference.generate(new int[] {a.dims[0]}, i -> d.at(i[0], i[0]));
    }

    /** Each column with its largest component positive. */
    static Reference withSigns(Reference x) {
        return Reference.generate(x.dims, i -> {
            double largest = 0;
            for (int row = 0; row < x.dims[0]; row++) {
                largest = Math.abs(x.at(row, i[1])) > Math.abs(largest) ? x.at(row, i[1]) : largest;
            }
            return largest < 0 ? -x.at(i) : x.at(i);
        });
    }

    /** Left singular vectors: eigenvectors of A A^T, descending; of A^T A for a tall matrix, mapped by A. */
    static Reference u(Reference a) {
        int m = a.dims[0];
        int n = a.dims[1];
        if (m <= n) {
            Reference v = eigenvectors(Reference.matmul(a, a, false, true));
            return Reference.generate(new int[] {m, m}, i -> v.at(i[0], m - 1 - i[1]));
        }
        Reference v = eigenvectors(Reference.matmul(a, a, true, false));
        Reference mapped = matmul(a, Reference.generate(new int[] {n, n}, i -> v.at(i[0], n - 1 - i[1])));
        return withSigns(mapped.zip(norms(mapped), (x, norm) -> x / norm));
    }

    private static Reference norms(Reference x) {
        return x.map(v -> v * v).sum(true, 0).map(Math::sqrt);
    }

    static Reference s(Reference a) {
        Reference rows = Reference.matmul(a, u(a), true, false);
        return norms(rows).reshape(Math.min(a.dims[0], a.dims[1]));
    }

    static Reference vt(Reference a) {
        Reference columns = Reference.matmul(a, u(a), true, false);
        return columns.zip(norms(columns), (x, norm) -> x / norm).swapLast();
    }

    /** The pseudo-inverse for a full rank, by the normal equations. */
    static Reference pinv(Reference a) {
        return a.dims[0] >= a.dims[1]
                ? solve(Reference.matmul(a, a, true, false), a.swapLast())
                : solve(Reference.matmul(a, a, false, true), a).swapLast();
    }

    /** The pseudo-inverse of the product of a column and a row. */
    static Reference pinvOfRankOne(Reference column, Reference row) {
        Reference product = matmul(column, row);
        double square = Arrays.stream(product.data).map(a -> a * a).sum();
        return product.swapLast().map(a -> a / square);
    }

    /** One factor after the other. */
    static Reference power(Reference a, int n) {
        Reference factor = n < 0 ? inverse(a) : a;
        Reference product = factor;
        for (int i = 1; i < Math.abs(n); i++) {
            product = matmul(product, factor);
        }
        return product;
    }

    /** The largest or smallest sum of magnitudes, of columns for 1 and -1, else of rows. */
    static Reference norm(Reference a, double p) {
        Reference sums = a.map(Math::abs).sum(false, Math.abs(p) == 1 ? 0 : 1);
        DoubleStream all = Arrays.stream(sums.data);
        return new Reference(new int[0], (p > 0 ? all.max() : all.min()).orElseThrow());
    }
}
