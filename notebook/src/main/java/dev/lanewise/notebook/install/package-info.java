/**
 * Puts the kernel where Jupyter looks for kernels, and finds Jupyter. Knows nothing of sessions and messages.
 */
@NullMarked
package dev.lanewise.notebook.install;

import org.jspecify.annotations.NullMarked;
