/** Watch a network learn, in the browser: {@link dev.lanewise.board.Board} shows runs that are recorded to folders. */
@NullMarked
package dev.lanewise.board;

import org.jspecify.annotations.NullMarked;
