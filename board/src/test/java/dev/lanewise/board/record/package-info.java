@NullMarked
package dev.lanewise.board.record;

import org.jspecify.annotations.NullMarked;
