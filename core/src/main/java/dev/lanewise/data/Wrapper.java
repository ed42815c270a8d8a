package dev.lanewise.data;

import java.util.List;

/** A dataset that is made of others. */
interface Wrapper {
    /** The datasets that it asks. */
    List<? extends Dataset<?>> parts();
}
