/**
 * The kernel: a {@link dev.lanewise.notebook.Session} behind Jupyter's messaging protocol (version 5.3), over ZeroMQ.
 * It knows nothing of how cells are evaluated, and the session nothing of Jupyter.
 */
@NullMarked
package dev.lanewise.notebook.kernel;

import org.jspecify.annotations.NullMarked;
