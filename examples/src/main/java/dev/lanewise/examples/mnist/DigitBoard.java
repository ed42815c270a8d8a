package dev.lanewise.examples.mnist;

import dev.lanewise.board.RunRecorder;
import dev.lanewise.board.control.Answer;
import dev.lanewise.board.control.Sketchpad;
import dev.lanewise.examples.pictures.Picture;
import dev.lanewise.inference.Inference;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the board shows of a training to read digits: how the test images are read, and a digit to be drawn, which is
 * read as {@code examples/run predict} reads a picture.
 *
 * @param digits that are trained on and tested with
 * @param form of the network
 * @param network that reads them
 */
record DigitBoard(DigitData digits, SavedModel.Form form, Inference<Tensor, Tensor> network) {
    /** Rows and columns of what is drawn; a stroke of the pen is a few of them wide. */
    private static final int SIDE = 112;

    /** Has all that recorded. */
    void show(RunRecorder recorder) {
        List<String> labels = IntStream.range(0, form.size().classes()).mapToObj(String::valueOf).toList();
        recorder.setting("data", digits.source())
                .setting("network", form.describe())
                .examples(digits.test(), network::run, labels)
                .sketchpad(new Sketchpad(SIDE, SIDE, labels), this::answer);
    }

    /** Reads what is drawn: {@code [SIDE, SIDE]}, 0 for paper to 1 for ink. */
    private Answer answer(float[] ink) {
        int rows = form.size().rows();
        int cols = form.size().cols();
        float[] grey;
        try {
            grey = ImageInput.toDigit(new Picture(SIDE, SIDE, ink), rows, cols);
        } catch (IOException e) { // nothing is drawn
            throw new UncheckedIOException(e);
        }
        Tensor seen = Tensor.of(Shape.of(1, rows, cols), grey);
        Tensor logits = network.run(seen.sub(form.mean()).div(form.std()));
        return new Answer(logits.softmax(1).squeeze(0), seen.squeeze(0));
    }
}
