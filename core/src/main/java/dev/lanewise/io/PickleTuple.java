package dev.lanewise.io;

import java.util.List;

/** A tuple of a pickle; a class of its own, because lists grow after they were made and tuples do not. */
record PickleTuple(List<Object> items) {}
