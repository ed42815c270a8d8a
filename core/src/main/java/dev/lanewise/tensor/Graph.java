package dev.lanewise.tensor;

/** What becomes of the recorded history after a backward pass. */
public enum Graph {
    /** It is released as the pass proceeds (the usual case). A second pass over it is an error. */
    FREE,
    /** It is kept for another backward pass ({@index retain_graph}). */
    RETAIN,
    /** It is kept, and the gradients are recorded too, so that they can be differentiated ({@index create_graph}). */
    CREATE
}
