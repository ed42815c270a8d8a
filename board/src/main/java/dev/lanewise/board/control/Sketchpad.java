package dev.lanewise.board.control;

import dev.lanewise.text.Required;
import java.util.List;

/**
 * What can be drawn.
 *
 * @param rows of the picture
 * @param cols of the picture
 * @param labels of the classes, in the order of the model's outputs
 */
public record Sketchpad(int rows, int cols, List<String> labels) {
    /** A drawing is sent in one request. */
    private static final int MOST = 1 << 20;

    /**
     * Keeps a copy of the labels.
     *
     * @throws IllegalArgumentException if there are no points or labels, more than 1,048,576 points, or a label is null
     */
    public Sketchpad {
        Required.nonNull("Sketchpad: the list of labels", labels);
        for (int i = 0; i < labels.size(); i++) {
            Required.nonNull("Sketchpad: label " + i, labels.get(i));
        }
        if (rows < 1 || cols < 1 || (long) rows * cols > MOST || labels.isEmpty()) {
            throw new IllegalArgumentException("Sketchpad: " + rows + " x " + cols + " points and " + labels.size()
                    + " labels, expected 1 to " + MOST + " points and a label or more");
        }
        labels = List.copyOf(labels);
    }
}
