@NullMarked
package dev.lanewise.board.runs;

import org.jspecify.annotations.NullMarked;
