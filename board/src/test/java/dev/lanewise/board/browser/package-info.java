/** The board's page in a real browser. */
@NullMarked
package dev.lanewise.board.browser;

import org.jspecify.annotations.NullMarked;
