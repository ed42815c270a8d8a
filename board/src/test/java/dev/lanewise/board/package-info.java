@NullMarked
package dev.lanewise.board;

import org.jspecify.annotations.NullMarked;
