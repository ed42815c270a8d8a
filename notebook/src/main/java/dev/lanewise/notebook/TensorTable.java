package dev.lanewise.notebook;

import dev.lanewise.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;

/** A tensor as its shape and, up to rank 2, a short table: the first and last rows and columns of a long one. */
final class TensorTable {
    private static final int EDGE = 5;
    private static final float EXACT = 1 << 24;

    private TensorTable() {}

    static Rendering of(Tensor tensor) {
        String head = "Tensor " + tensor.shape();
        Tensor values = tensor.detach();
        String plain = head + "\n" + values;
        if (tensor.rank() == 0 || tensor.rank() > 2 || tensor.size() == 0) {
            return Rendering.text(plain);
        }
        return Rendering.of(plain, "text/html", html(head, values));
    }

    private static String html(String head, Tensor tensor) {
        int rows = tensor.rank() == 1 ? 1 : tensor.dim(0);
        int columns = tensor.dim(tensor.rank() - 1);
        StringBuilder html = new StringBuilder("<table><caption>").append(Rendering.escape(head)).append("</caption>");
        for (int row = 0; row < rows; row = next(row, rows)) {
            html.append("<tr>");
            boolean gap = row == EDGE && rows > 2 * EDGE;
            for (int column = 0; column < columns; column = next(column, columns)) {
                boolean hole = gap || column == EDGE && columns > 2 * EDGE;
                html.append("<td>").append(hole ? "…" : number(at(tensor, row, column))).append("</td>");
            }
            html.append("</tr>");
        }
        return html.append("</table>").toString();
    }

    /** The next of {@code n} that is shown: 0 to 4, 5 for the gap, and the last five. */
    private static int next(int i, int n) {
        return i == EDGE && n > 2 * EDGE ? n - EDGE : i + 1;
    }

    private static float at(Tensor tensor, int row, int column) {
        return tensor.rank() == 1 ? tensor.get(column) : tensor.get(row, column);
    }

    private static String number(float value) {
        if (!Float.isFinite(value)) {
            return Float.toString(value);
        }
        if (value == Math.rint(value) && Math.abs(value) < EXACT) {
            return Integer.toString((int) value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(5)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return exponent < -5 || exponent > 6 ? rounded.toString() : rounded.toPlainString();
    }
}
