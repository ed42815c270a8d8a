/** The board for runs that are stored, or written by other programs. */
@NullMarked
package dev.lanewise.examples.board;

import org.jspecify.annotations.NullMarked;
