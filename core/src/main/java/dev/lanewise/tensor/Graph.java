package dev.lanewise.tensor;

/** What becomes of the recorded history when it has been walked backward. */
public enum Graph {
    /** It is let go while the walk proceeds (the usual case). A second walk over it is an error. */
    FREE,
    /** It is kept, so that it can be walked again ({@index retain_graph}). */
    RETAIN,
    /** It is kept, and the gradients are recorded, so that they can be differentiated ({@index create_graph}). */
    CREATE
}
