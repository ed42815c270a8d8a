package dev.lanewise.ops;

import dev.lanewise.optable.Domain;
import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/** Rows for recurrences: the outputs and, below them, the last states. */
final class RecurrenceOpTable extends OpTable {
    private static final Recurrence.Direction FORWARD = Recurrence.Direction.FORWARD;
    private static final Recurrence.Direction BACKWARD = Recurrence.Direction.BACKWARD;
    private static final int[] LENGTHS = {3, 0, 4, 1};
    private static final String COMPOSED = "gradients of gradients differentiate the definition";

    RecurrenceOpTable() {
        lstm();
        gru();
        elman("tanh");
        elman("relu");
        gradients();
    }

    private static IntTensor lengths() {
        return IntTensor.of(LENGTHS.clone());
    }

    private static Tensor all(Recurrence.Lstm y) {
        return Shapes.concat(0, y.outputs(), y.hidden().unsqueeze(0), y.cell().unsqueeze(0));
    }

    private static Tensor all(Recurrence.Hidden y) {
        return Shapes.concat(0, y.outputs(), y.hidden().unsqueeze(0));
    }

    private static @Nullable Reference optional(int i, Reference... x) {
        return i < x.length ? x[i] : null;
    }

    private static OpRow.Exactly exactly(String kind, boolean backward, int @Nullable [] lengths, int bias) {
        RecurrenceReference reference = new RecurrenceReference(kind, backward, lengths);
        return x -> reference.run(
                x[0], x[1], bias > 0 ? x[2] : null, optional(2 + bias, x), optional(3 + bias, x));
    }

    private void lstm() {
        row("lstm", LstmOp.Lstm.class, x -> all(Recurrence.lstm(x[0], x[1], null, null, null, FORWARD)),
                exactly("lstm", false, null, 0))
                .on(dims(3, 2, 8), dims(8, 2)).on(dims(1, 1, 4), dims(4, 1)).on(dims(0, 2, 4), dims(4, 1))
                .on(dims(2, 0, 4), dims(4, 1)).on(dims(2, 3, 68), dims(68, 17))
                .large(dims(5, 40, 288), dims(288, 72)).from(Domain.between(-1, 1));
        row("lstm from given states", LstmOp.Lstm.class,
                x -> all(Recurrence.lstm(x[0], x[1], x[2], x[3], null, BACKWARD)),
                exactly("lstm", true, null, 0))
                .on(dims(3, 2, 8), dims(8, 2), dims(2, 2), dims(2, 2))
                .on(dims(0, 2, 4), dims(4, 1), dims(2, 1), dims(2, 1));
        row("lstm of lengths", LstmOp.Lstm.class,
                x -> all(Recurrence.lstm(x[0], x[1], x[2], x[3], lengths(), FORWARD)),
                exactly("lstm", false, LENGTHS, 0)).on(dims(4, 4, 12), dims(12, 3), dims(4, 3), dims(4, 3));
        row("lstm of lengths, backward", LstmOp.Lstm.class,
                x -> all(Recurrence.lstm(x[0], x[1], x[2], x[3], lengths(), BACKWARD)),
                exactly("lstm", true, LENGTHS, 0)).on(dims(4, 4, 12), dims(12, 3), dims(4, 3), dims(4, 3));
    }

    private void gru() {
        row("gru", GruOp.Gru.class, x -> all(Recurrence.gru(x[0], x[1], null, null, null, FORWARD)),
                exactly("gru", false, null, 0))
                .on(dims(3, 2, 6), dims(6, 2)).on(dims(1, 1, 3), dims(3, 1)).on(dims(0, 2, 3), dims(3, 1))
                .on(dims(2, 0, 3), dims(3, 1)).on(dims(2, 3, 51), dims(51, 17)).from(Domain.between(-1, 1));
        row("gru with a bias", GruOp.Gru.class,
                x -> all(Recurrence.gru(x[0], x[1], x[2], x[3], null, BACKWARD)),
                exactly("gru", true, null, 1))
                .on(dims(3, 2, 6), dims(6, 2), dims(6), dims(2, 2))
                .large(dims(5, 40, 216), dims(216, 72), dims(216), dims(40, 72)).from(Domain.between(-1, 1));
        row("gru of lengths", GruOp.Gru.class,
                x -> all(Recurrence.gru(x[0], x[1], x[2], x[3], lengths(), FORWARD)),
                exactly("gru", false, LENGTHS, 1)).on(dims(4, 4, 9), dims(9, 3), dims(9), dims(4, 3));
        row("gru of lengths, backward", GruOp.Gru.class,
                x -> all(Recurrence.gru(x[0], x[1], x[2], x[3], lengths(), BACKWARD)),
                exactly("gru", true, LENGTHS, 1)).on(dims(4, 4, 9), dims(9, 3), dims(9), dims(4, 3));
    }

    private static Recurrence.Hidden elman(
            String kind, Tensor x, Tensor weight, @Nullable Tensor hidden, @Nullable IntTensor lengths,
            Recurrence.Direction direction) {
        return kind.equals("relu")
                ? Recurrence.relu(x, weight, hidden, lengths, direction)
                : Recurrence.tanh(x, weight, hidden, lengths, direction);
    }

    private void elman(String kind) {
        row("Recurrence." + kind + " forward", ElmanOp.Elman.class,
                x -> all(elman(kind, x[0], x[1], null, null, FORWARD)),
                exactly(kind, false, null, 0))
                .on(dims(3, 2, 2), dims(2, 2)).on(dims(1, 1, 1), dims(1, 1)).on(dims(0, 2, 3), dims(3, 3))
                .on(dims(2, 3, 17), dims(17, 17)).large(dims(5, 40, 72), dims(72, 72)).from(Domain.between(-1, 1));
        row("Recurrence." + kind + " of lengths", ElmanOp.Elman.class,
                x -> all(elman(kind, x[0], x[1], x[2], lengths(), FORWARD)), exactly(kind, false, LENGTHS, 0))
                .on(dims(4, 4, 3), dims(3, 3), dims(4, 3));
        row("Recurrence." + kind + " of lengths, backward", ElmanOp.Elman.class,
                x -> all(elman(kind, x[0], x[1], x[2], lengths(), BACKWARD)), exactly(kind, true, LENGTHS, 0))
                .on(dims(4, 4, 3), dims(3, 3), dims(4, 3));
    }

    /** The ops of gradients by themselves: of x, for a gradient of the outputs. */
    private void gradients() {
        row("lstmGradient", LstmOp.LstmGradient.class, x -> {
            Value[] y = new LstmOp.Lstm(FORWARD, false, false).apply(x[1], x[2]);
            return new LstmOp.LstmGradient(FORWARD, false, false, true, false).apply(y[3], y[4], x[2], x[0])[0];
        }, x -> ofOutputs("lstm", 2, x))
                .on(dims(3, 2, 2), dims(3, 2, 8), dims(8, 2)).on(dims(2, 3, 5), dims(2, 3, 20), dims(20, 5))
                .withoutGradient(COMPOSED);
        row("gruGradient", GruOp.GruGradient.class, x -> {
            Value[] y = new GruOp.Gru(FORWARD, false, false, false).apply(x[1], x[2]);
            return new GruOp.GruGradient(FORWARD, false, false, true, false)
                    .apply(y[2], y[3], y[0], x[2], x[0])[0];
        }, x -> ofOutputs("gru", 1, x))
                .on(dims(3, 2, 2), dims(3, 2, 6), dims(6, 2)).on(dims(2, 3, 5), dims(2, 3, 15), dims(15, 5))
                .withoutGradient(COMPOSED);
        row("elmanGradient", ElmanOp.ElmanGradient.class, x -> {
            Value[] y = new ElmanOp.Elman(FORWARD, false, false, false).apply(x[1], x[2]);
            return new ElmanOp.ElmanGradient(FORWARD, false, false, false, true, false).apply(y[0], x[2], x[0])[0];
        }, x -> ofOutputs("tanh", 1, x))
                .on(dims(3, 2, 2), dims(3, 2, 2), dims(2, 2)).on(dims(2, 3, 5), dims(2, 3, 5), dims(5, 5))
                .withoutGradient(COMPOSED);
    }

    private static Reference ofOutputs(String kind, int last, Reference... x) {
        RecurrenceReference reference = new RecurrenceReference(kind, false, null);
        return RecurrenceReference.gradient(
                of -> reference.run(of, x[2], null, null, null), x[1], x[0].pad(0, 0, last));
    }
}
