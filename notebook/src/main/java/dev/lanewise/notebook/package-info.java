/**
 * Notebooks in Java: a session that evaluates cells over the JDK's JShell, and what shows their values. The kernel that
 * speaks Jupyter's protocol is in {@code dev.lanewise.notebook.kernel}.
 */
@NullMarked
package dev.lanewise.notebook;

import org.jspecify.annotations.NullMarked;
