/** Curves as text, for terminals: {@link dev.lanewise.train.terminal.TerminalPlot}. */
@NullMarked
package dev.lanewise.train.terminal;

import org.jspecify.annotations.NullMarked;
