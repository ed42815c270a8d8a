package dev.lanewise.board.control;

import java.util.List;

/**
 * What can be drawn.
 *
 * @param rows of the picture
 * @param cols of the picture
 * @param labels of the classes, in the order of the model's outputs
 */
public record Sketchpad(int rows, int cols, List<String> labels) {
    /** Keeps a copy of the labels. */
    public Sketchpad {
        labels = List.copyOf(labels);
    }
}
