/** What a page can ask of a training that runs. */
@NullMarked
package dev.lanewise.board.control;

import org.jspecify.annotations.NullMarked;
