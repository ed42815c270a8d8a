package dev.lanewise.gpu.opencl;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;

/** Texts of the other side, which end with a NUL. */
final class Text {
    /** What a pointer to a text points to: no more of it is read than this. */
    static final MemoryLayout LAYOUT = MemoryLayout.sequenceLayout(1 << 16, ValueLayout.JAVA_BYTE);

    private Text() {}
}
