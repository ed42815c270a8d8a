/** A run as a folder of files: what they are called, how they are written and read. */
@NullMarked
package dev.lanewise.board.runs;

import org.jspecify.annotations.NullMarked;
